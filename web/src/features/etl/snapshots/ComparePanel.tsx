import { Button, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import { type Comparison, startComparison, useSnapshotJob } from '@/features/etl/api/snapshots';
import { Differences } from '@/features/etl/snapshots/Differences';
import { JobOutcome } from '@/features/etl/snapshots/JobOutcome';
import styles from '@/features/etl/snapshots/Snapshots.module.css';
import { useFormat } from '@/lib/format/useFormat';
import type { Snapshot } from '@/lib/snapshot';

/** Two snapshots side by side: rows added, changed and removed in each table. */
export function ComparePanel({ snapshots }: { snapshots: Snapshot[] }) {
  const { t } = useTranslation('etl');
  const format = useFormat();
  const [before, setBefore] = useState(snapshots[1]?.version);
  const [after, setAfter] = useState(snapshots[0]?.version);
  const comparing = useSnapshotJob(startComparison);
  const options = snapshots.map((each) => ({
    value: each.version,
    label: [`${each.version} · ${format.ago(each.published_at)}`, ...each.tags.map((tag) => tag.name)].join(
      ' · ',
    ),
  }));
  const told = comparing.job?.state === 'succeeded' && (comparing.job.result as unknown as Comparison);
  return (
    <Panel title={t('snapshots.compare')}>
      <div className={styles.line}>
        <Select
          aria-label={t('snapshots.before')}
          className={styles.choice}
          value={before}
          options={options}
          onChange={setBefore}
        />
        <span aria-hidden>→</span>
        <Select
          aria-label={t('snapshots.after')}
          className={styles.choice}
          value={after}
          options={options}
          onChange={setAfter}
        />
        <Button
          loading={comparing.busy}
          disabled={before === after}
          onClick={() => comparing.start({ old: String(before), new: String(after) })}
        >
          {t('snapshots.compareStart')}
        </Button>
      </div>
      <JobOutcome {...comparing} />
      {told && <Differences comparison={told} />}
    </Panel>
  );
}
