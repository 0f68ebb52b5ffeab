import { useQuery } from '@tanstack/react-query';
import { Button, InputNumber, Popconfirm } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { expiryQuery, startCompaction, startExpiry, useSnapshotJob } from '@/features/etl/api/snapshots';
import { JobOutcome } from '@/features/etl/snapshots/JobOutcome';
import styles from '@/features/etl/snapshots/Snapshots.module.css';

/** Expire what nobody needs, after saying in numbers what that is; then give its space back. */
export function UpkeepPanel() {
  const { t } = useTranslation('etl');
  const [keep, setKeep] = useState<number>(5);
  const [days, setDays] = useState<number>(30);
  const rule = { keep, older_than_hours: days * 24 };
  const { data: foreseen, error } = useQuery(expiryQuery(rule));
  const expiring = useSnapshotJob(startExpiry);
  const compacting = useSnapshotJob<void>(startCompaction);
  const done = compacting.job?.state === 'succeeded' ? compacting.job.result : null;
  return (
    <Panel title={t('snapshots.upkeep')}>
      <div className={styles.line}>
        <label htmlFor="snapshots-keep">{t('snapshots.keep')}</label>
        <InputNumber
          id="snapshots-keep"
          min={1}
          max={100_000}
          precision={0}
          value={keep}
          onChange={(n) => n && setKeep(n)}
        />
        <label htmlFor="snapshots-days">{t('snapshots.olderThan')}</label>
        <InputNumber
          id="snapshots-days"
          min={0}
          max={10_000}
          precision={0}
          value={days}
          onChange={(n) => setDays(n ?? 0)}
        />
        <Popconfirm
          title={t('snapshots.expireAsk', { count: foreseen?.versions.length ?? 0 })}
          description={t('snapshots.expireMeans')}
          okText={t('snapshots.expire')}
          onConfirm={() => expiring.start(rule)}
        >
          <Button danger loading={expiring.busy} disabled={!foreseen?.versions.length}>
            {t('snapshots.expire')}
          </Button>
        </Popconfirm>
      </div>
      {error && <ErrorNotice error={error} compact />}
      {foreseen && (
        <p aria-live="polite">
          {t('snapshots.foreseen', {
            count: foreseen.versions.length,
            versions: foreseen.versions.join(', ') || '–',
            files: foreseen.files,
            megabytes: (foreseen.bytes / 1e6).toFixed(1),
          })}
        </p>
      )}
      <JobOutcome {...expiring} />
      <div className={styles.line}>
        <Button loading={compacting.busy} onClick={() => compacting.start()}>
          {t('snapshots.compact')}
        </Button>
        <span className={styles.quiet}>{t('snapshots.compactMeans')}</span>
      </div>
      <JobOutcome {...compacting} />
      {done && (
        <p aria-live="polite">
          {t('snapshots.compacted', {
            tables: (done.rewritten as string[]).length,
            removed: done.removed,
            orphans: done.orphans,
          })}
        </p>
      )}
    </Panel>
  );
}
