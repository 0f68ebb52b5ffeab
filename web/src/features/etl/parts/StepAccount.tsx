import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import type { Report } from '@/features/etl/api/runs';
import { Difference } from '@/features/etl/parts/FileAccount';
import styles from '@/features/etl/parts/ReportTab.module.css';
import { useFormat } from '@/lib/format/useFormat';

type Step = Report['steps'][number];
const PARTS = ['read', 'expanded', 'loaded', 'rejected', 'merged'] as const;

const sum = (counts: Record<string, number>) =>
  Object.values(counts).reduce((total, count) => total + count, 0);

/** Each step's account: read + expanded = loaded + rejected + merged, with what each number is made of. */
export function StepAccount({ steps }: { steps: Step[] }) {
  const { t } = useTranslation('etl');
  return (
    <Panel
      title={t('report.steps')}
      extra={<span className={styles.quiet}>{t('report.stepRule')}</span>}
      flush
    >
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('report.step')}</th>
            {PARTS.map((key) => (
              <th key={key} scope="col">
                {t(`count.${key}`)}
              </th>
            ))}
            <th scope="col">{t('report.difference')}</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step, index) => (
            <StepRow key={step.name} step={step} ordinal={index + 1} />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function StepRow({ step, ordinal }: { step: Step; ordinal: number }) {
  const { t } = useTranslation('etl');
  const format = useFormat();
  return (
    <tr>
      <th scope="row" className={styles.words}>
        {ordinal} {t(`step.${step.name}`, { defaultValue: step.name })}
        <span className={styles.quiet}> {format.duration(step.seconds)}</span>
      </th>
      {PARTS.map((key) => (
        <td key={key}>
          <Parts counts={step[key]} kind={key} />
        </td>
      ))}
      <Difference
        value={sum(step.read) + sum(step.expanded) - sum(step.loaded) - sum(step.rejected) - sum(step.merged)}
      />
    </tr>
  );
}

function Parts({ counts, kind }: { counts: Record<string, number>; kind: (typeof PARTS)[number] }) {
  const { t } = useTranslation('etl');
  const { exact } = useFormat();
  const entries = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a);
  const named = kind === 'rejected' ? 'reason' : kind === 'merged' || kind === 'expanded' ? 'rule' : '';
  if (entries.length === 0) return <span className={styles.faint}>0</span>;
  return (
    <details className={styles.parts}>
      <summary>{exact(sum(counts))}</summary>
      <ul>
        {entries.map(([name, count]) => (
          <li key={name}>
            <span title={name}>{named ? t(`${named}.${name}`, { defaultValue: name }) : name}</span>
            <span>{exact(count)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
