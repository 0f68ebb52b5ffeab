import { InboxOutlined } from '@ant-design/icons';
import { Button, Upload } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Progress } from '@/components/Progress';
import { type Source, type Uploaded, upload } from '@/features/etl/api/start';
import styles from '@/features/etl/parts/StartDialog.module.css';
import { bytes } from '@/lib/format/numbers';

/** A zip dropped here, or chosen, is sent at once; leaving stops it. */
export function UploadField({ onChange }: { onChange: (source: Source | undefined) => void }) {
  const { t } = useTranslation('etl');
  const [share, setShare] = useState<number>();
  const [done, setDone] = useState<Uploaded>();
  const [error, setError] = useState<unknown>();
  const sending = useRef<AbortController>(undefined);
  useEffect(() => () => sending.current?.abort(), []);

  const send = async (file: File) => {
    sending.current = new AbortController();
    setError(undefined);
    setDone(undefined);
    setShare(0);
    onChange(undefined);
    try {
      const arrived = await upload(file, setShare, sending.current.signal);
      setDone(arrived);
      onChange({ upload: arrived.id });
    } catch (problem) {
      if (!(problem instanceof DOMException)) setError(problem);
    } finally {
      setShare(undefined);
    }
  };
  return (
    <div className={styles.form}>
      <Upload.Dragger
        accept=".zip"
        multiple={false}
        showUploadList={false}
        disabled={share !== undefined}
        beforeUpload={(file) => {
          void send(file);
          return false;
        }}
      >
        <InboxOutlined className={styles.big} aria-hidden />
        <p>{t('start.drop')}</p>
        <p className={styles.note}>{t('start.dropNote')}</p>
      </Upload.Dragger>
      {share !== undefined && (
        <div className={styles.dropped}>
          <Progress fraction={share} message={t(share < 1 ? 'start.sending' : 'start.checking')} />
          <div>
            <Button size="small" onClick={() => sending.current?.abort()}>
              {t('action.cancel')}
            </Button>
          </div>
        </div>
      )}
      {done && (
        <div className={styles.dropped} role="status">
          <strong>
            {done.name} · {bytes(done.bytes)}
          </strong>
          <span className={styles.files}>
            {t('start.found', { count: done.files.length, files: done.files.join(', ') })}
          </span>
          {done.other > 0 && <span className={styles.files}>{t('start.other', { count: done.other })}</span>}
        </div>
      )}
      {error !== undefined && <ErrorNotice error={error} compact />}
    </div>
  );
}
