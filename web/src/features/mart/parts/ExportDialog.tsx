import { DownloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Modal, Radio, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Progress } from '@/components/Progress';
import {
  type Export,
  exportsQuery,
  type Format,
  fileAddress,
  useStartExport,
} from '@/features/mart/api/exports';
import type { Asked } from '@/features/mart/api/rows';
import styles from '@/features/mart/parts/ExportDialog.module.css';
import { CancelButton } from '@/features/mart/parts/ExportList';
import { bytes } from '@/lib/format/numbers';
import { useFormat } from '@/lib/format/useFormat';
import { isOpen } from '@/lib/jobs';

interface Props {
  asked: Asked;
  /** The conditions as they were typed. */
  conditions: string[];
  onClose: () => void;
}

/** Choose a format, follow the job, take the file. Closing leaves the job at work. */
export function ExportDialog({ asked, conditions, onClose }: Props) {
  const { t } = useTranslation('mart');
  const [format, setFormat] = useState<Format>('csv');
  const start = useStartExport();
  const { data: exports } = useQuery({ ...exportsQuery, enabled: start.isSuccess });
  const mine = exports?.find((each) => each.job === start.data?.job);
  return (
    <Modal
      open
      onCancel={onClose}
      title={t('export.title', { table: asked.table })}
      footer={
        start.data ? (
          <Button onClick={onClose}>{t('export.close')}</Button>
        ) : (
          <Button type="primary" loading={start.isPending} onClick={() => start.mutate({ ...asked, format })}>
            {t('export.start')}
          </Button>
        )
      }
    >
      {start.data ? (
        <Running item={mine} />
      ) : (
        <div className={styles.form}>
          <p>
            {conditions.length === 0
              ? t('export.allRows')
              : t('export.filtered', { conditions: conditions.join(', ') })}
          </p>
          {asked.pinned && <p>{t('export.pinned', { snapshot: asked.pinned })}</p>}
          <Radio.Group
            value={format}
            onChange={(event) => setFormat(event.target.value)}
            aria-label={t('export.format')}
          >
            <Space orientation="vertical">
              {(['csv', 'parquet'] as const).map((each) => (
                <Radio key={each} value={each}>
                  {t(`export.${each}`)}
                  <span className={styles.note}>{t(`export.${each}Note`)}</span>
                </Radio>
              ))}
            </Space>
          </Radio.Group>
          <p className={styles.note}>{t('export.audit')}</p>
          {start.error && <ErrorNotice error={start.error} compact />}
        </div>
      )}
    </Modal>
  );
}

function Running({ item }: { item: Export | undefined }) {
  const { t } = useTranslation('mart');
  const { exact } = useFormat();
  if (!item || isOpen(item.state)) {
    return (
      <div className={styles.form}>
        <Progress fraction={item?.fraction ?? 0} message={t(`state.${item?.state ?? 'queued'}`)} />
        <div className={styles.act}>
          <span className={styles.note}>{t('export.later')}</span>
          {item && <CancelButton job={item.job} disabled={item.state === 'cancelling'} />}
        </div>
      </div>
    );
  }
  if (!item.downloadable) {
    return <Progress fraction={item.fraction} message={t(`export.ended.${item.state}`)} state="failed" />;
  }
  return (
    <div className={styles.form}>
      <Progress
        fraction={1}
        state="done"
        message={t('export.size', { rows: exact(item.rows ?? 0), bytes: bytes(item.bytes ?? 0) })}
      />
      {item.masked.length > 0 && (
        <p className={styles.note}>{t('export.maskedColumns', { columns: item.masked.join(', ') })}</p>
      )}
      <Button
        type="primary"
        icon={<DownloadOutlined aria-hidden />}
        href={fileAddress(item.job)}
        download
        autoFocus
      >
        {t('export.downloadFile', { file: `${item.table}.${item.format}` })}
      </Button>
    </div>
  );
}
