import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import { Progress } from '@/components/Progress';
import { stepsQuery } from '@/features/etl/api/lineage';
import type { Run, StepState } from '@/features/etl/api/runs';
import { RunState } from '@/features/etl/parts/RunState';
import styles from '@/features/etl/parts/StepList.module.css';
import { useFormat } from '@/lib/format/useFormat';

/** The thirteen steps as they go: what runs now, what each made, and on demand what each decides. */
export function StepList({ run }: { run: Run }) {
  const { t } = useTranslation('etl');
  const { data: described } = useQuery(stepsQuery);
  const prose = new Map(described?.map((step) => [step.name, step.prose]));
  const done = run.steps.filter((step) => step.state === 'succeeded').length;
  const now = run.steps.find((step) => step.state === 'running');
  const name = now && t(`step.${now.name}`, { defaultValue: now.name });
  return (
    <div className={styles.list}>
      {run.state === 'running' && (
        <Panel>
          <Progress
            fraction={run.progress}
            message={
              now
                ? t('run.now', { done, all: run.steps.length, step: name, detail: now.message })
                : t('run.preparing')
            }
          />
        </Panel>
      )}
      {run.steps.length > 0 && (
        <Panel flush>
          <ol className={styles.steps}>
            {run.steps.map((step) => (
              <StepRow key={step.name} step={step} prose={prose.get(step.name)} />
            ))}
          </ol>
        </Panel>
      )}
      {run.steps.length === 0 && run.state !== 'running' && <p className={styles.none}>{t('run.noSteps')}</p>}
    </div>
  );
}

function StepRow({ step, prose }: { step: StepState; prose: string | undefined }) {
  const { t } = useTranslation('etl');
  const format = useFormat();
  return (
    <li className={styles.step} aria-current={step.state === 'running' ? 'step' : undefined}>
      <span className={styles.ordinal}>{step.ordinal}</span>
      <RunState state={step.state} silent />
      <div className={styles.words}>
        <span className={styles.name}>{t(`step.${step.name}`, { defaultValue: step.name })}</span>
        <code className={styles.code}>{step.name}</code>
        {step.state === 'running' && step.message && <span className={styles.quiet}>{step.message}</span>}
        {prose && (
          <details className={styles.details}>
            <summary>{t('run.decides')}</summary>
            <div lang="en" className={styles.prose}>
              {prose}
            </div>
          </details>
        )}
      </div>
      <span className={styles.number}>
        {step.rows !== null && t('run.rows', { rows: format.exact(step.rows) })}
      </span>
      <span className={styles.number}>{step.seconds !== null && format.duration(step.seconds)}</span>
    </li>
  );
}
