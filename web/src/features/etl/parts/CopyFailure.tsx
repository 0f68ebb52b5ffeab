import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from '@/features/etl/parts/RunState.module.css';
import type { components } from '@/lib/api/schema';

/** The run has published its snapshot, and the copy to the target that follows it has failed. */
export function CopyFailure({ error }: { error: components['schemas']['RunError'] }) {
  const { t } = useTranslation('etl');
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      title={t('run.copyFailed')}
      description={
        <>
          <p>{error.message}</p>
          <p>
            {t('run.copyAgain')} <code className={styles.quiet}>{error.code}</code>
          </p>
        </>
      }
    />
  );
}
