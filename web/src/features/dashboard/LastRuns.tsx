import { Link } from '@tanstack/react-router';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Facts } from '@/components/Facts';
import { Panel } from '@/components/Panel';
import { SyntheticTag } from '@/components/SyntheticTag';
import type { Dashboard } from '@/features/dashboard/api';
import styles from '@/features/dashboard/DashboardPage.module.css';
import { useFormat } from '@/lib/format/useFormat';

const COLORS: Record<string, string> = { succeeded: 'success', running: 'processing', failed: 'error' };

/** How the last loads went, and how fresh what they left is. */
export function LastRuns({ board }: { board: Dashboard }) {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const source = board.cdm_source;
  const at = board.snapshot.published_at;
  const facts: [string, string][] = [
    [
      t(board.snapshot.version === null ? 'computed' : 'published'),
      at ? `${format.dateTime(at)} (Asia/Seoul)` : '–',
    ],
    [t('sourceName'), source?.name ?? board.snapshot.source],
    [t('sourceReleased'), source?.source_released ?? '–'],
    [t('cdmVersion'), source?.cdm_version ?? '–'],
    [t('vocabulary'), source?.vocabulary_version ?? (board.snapshot.vocabulary_version || '–')],
  ];
  return (
    <Panel title={t('freshness')} extra={<Link to="/etl">{t('allRuns')}</Link>}>
      {board.runs.length === 0 ? (
        <p className={styles.quiet}>{t('noRuns')}</p>
      ) : (
        <ul className={styles.runs}>
          {board.runs.map((run) => (
            <li key={run.id} className={styles.run}>
              <div className={styles.runLine}>
                <strong>{t(`runKind.${run.kind}`, { id: run.id })}</strong>
                <Tag color={COLORS[run.state]}>{t(`runState.${run.state}`)}</Tag>
                {run.synthetic && <SyntheticTag />}
              </div>
              <div className={styles.quiet} title={run.source}>
                {format.ago(run.started)}
                {run.seconds !== null && ` · ${format.duration(run.seconds)}`} · {run.source}
              </div>
            </li>
          ))}
        </ul>
      )}
      <div className={styles.facts}>
        <Facts facts={facts} />
      </div>
    </Panel>
  );
}
