import { Checkbox, Input, Modal } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import styles from '@/features/research/parts/Research.module.css';
import { useRunStudy } from '@/features/research/studies/api';

/** Brings a package from another site, to be run on this one as far as one may see its data. */
export function RunDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('studies');
  const id = useId();
  const [file, setFile] = useState<File>();
  const [site, setSite] = useState('');
  const [allowMissing, setAllowMissing] = useState(false);
  const run = useRunStudy();
  const send = async () => {
    if (!file) return;
    await run.mutateAsync({ file, site, allowMissing });
    onClose();
  };
  return (
    <Modal
      open
      title={t('run.title')}
      okText={t('run.start')}
      cancelText={t('action.cancel')}
      okButtonProps={{ disabled: !file }}
      confirmLoading={run.isPending}
      onCancel={onClose}
      onOk={() => send().catch(() => undefined)}
    >
      <div className={styles.column}>
        <p className={styles.quiet}>{t('run.note')}</p>
        <input
          type="file"
          accept=".zip,application/zip"
          aria-label={t('run.file')}
          onChange={(event) => {
            setFile(event.target.files?.[0]);
            run.reset();
          }}
        />
        <div>
          <label htmlFor={id}>{t('make.site')}</label>
          <Input id={id} value={site} maxLength={200} onChange={(event) => setSite(event.target.value)} />
        </div>
        <Checkbox checked={allowMissing} onChange={(event) => setAllowMissing(event.target.checked)}>
          {t('run.allowMissing')}
        </Checkbox>
        {run.error && <ErrorNotice error={run.error} compact />}
      </div>
    </Modal>
  );
}
