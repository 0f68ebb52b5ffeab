import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { SyntheticTag } from '@/components/SyntheticTag';
import type { RunSummary } from '@/features/etl/api/runs';
import styles from '@/features/etl/parts/History.module.css';
import { RunState } from '@/features/etl/parts/RunState';
import { useFormat } from '@/lib/format/useFormat';

export function RunRow({ run }: { run: RunSummary }) {
  const { t } = useTranslation('etl');
  const format = useFormat();
  const number = (value: number | null) => (value === null ? '' : format.exact(value));
  return (
    <tr>
      <th scope="row">
        <Link to="/etl/runs/$run" params={{ run: String(run.id) }}>
          {t(run.kind === 'import' ? 'run.import' : 'run.name', { id: run.id })}
        </Link>
      </th>
      <td>
        <RunState state={run.state} />
        {run.state === 'running' && (
          <span className={styles.quiet}>
            {' '}
            {format.percent(run.progress)} {run.step && t(`step.${run.step}`, { defaultValue: run.step })}
          </span>
        )}
        {run.error && <code className={styles.code}>{run.error.code}</code>}
        {run.copy_error && (
          <span className={styles.quiet}>
            {' '}
            {t('run.notCopied')} <code className={styles.code}>{run.copy_error.code}</code>
          </span>
        )}
      </td>
      <td className={styles.path} title={run.source}>
        {run.synthetic && <SyntheticTag />} {run.source}
      </td>
      <td title={format.dateTime(run.started)}>
        {format.ago(run.started)}
        {run.started_by && <span className={styles.quiet}> · {run.started_by}</span>}
      </td>
      <td>{run.seconds === null ? '' : format.duration(run.seconds)}</td>
      <td className={styles.number}>{number(run.read)}</td>
      <td className={styles.number}>{number(run.loaded)}</td>
      <td className={styles.number}>{number(run.rejected)}</td>
      <td className={styles.number}>{number(run.merged)}</td>
    </tr>
  );
}
