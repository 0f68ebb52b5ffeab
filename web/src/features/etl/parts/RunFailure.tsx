import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Run } from '@/features/etl/api/runs';
import styles from '@/features/etl/parts/RunState.module.css';

/** What stopped the run, at which step, and what to do: the server's words and its code. */
export function RunFailure({ run }: { run: Run }) {
  const { t } = useTranslation('etl');
  const where = run.step ? t(`step.${run.step}`, { defaultValue: run.step }) : undefined;
  return (
    <Alert
      type={run.state === 'interrupted' ? 'warning' : 'error'}
      showIcon
      role="alert"
      title={where ? t('run.stoppedAt', { step: where }) : t('run.notBegun')}
      description={
        <>
          <p>{run.error?.message}</p>
          <p>
            {t('run.intact')} <code className={styles.quiet}>{run.error?.code}</code>
          </p>
        </>
      }
    />
  );
}
