import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Progress } from '@/components/Progress';
import styles from '@/features/research/parts/Research.module.css';
import type { useGenerate } from '@/features/research/results/api';
import { ApiError } from '@/lib/api/problem';

/** How far a generation is, and why it did not come to its end. */
export function Generating({ generating }: { generating: ReturnType<typeof useGenerate> }) {
  const { t } = useTranslation('research');
  const { job, busy, error, cancel } = generating;
  return (
    <>
      {busy && (
        <div className={styles.line}>
          <div className={styles.progress}>
            <Progress
              fraction={job?.fraction ?? null}
              message={t(`results.doing.${job?.message || 'queued'}`, { defaultValue: job?.message })}
            />
          </div>
          <Button size="small" onClick={() => cancel()}>
            {t('action.cancel')}
          </Button>
        </div>
      )}
      {error && <ErrorNotice error={error} compact />}
      {job?.error && (
        <ErrorNotice
          error={new ApiError(job.error.code ?? '', job.error.message ?? '', job.error.next ?? '', 0)}
          compact
        />
      )}
    </>
  );
}
