import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Progress } from '@/components/Progress';
import type { Job } from '@/features/etl/api/snapshots';
import { ApiError } from '@/lib/api/problem';

interface Props {
  job: Job | undefined;
  error: Error | null;
  busy: boolean;
}

/** How far a snapshots' job is, or why it has failed. */
export function JobOutcome({ job, error, busy }: Props) {
  const { t } = useTranslation('etl');
  if (error) return <ErrorNotice error={error} compact />;
  if (busy) return <Progress fraction={job?.fraction ?? null} message={doing(job?.message)} />;
  if (job?.error) {
    const { code = '', message = '', next = '' } = job.error;
    return <ErrorNotice error={new ApiError(code, message, next, 0)} compact />;
  }
  if (job && job.state !== 'succeeded') return <p>{t('snapshots.notDone')}</p>;
  return null;

  function doing(message: string | undefined) {
    return message ? t(`snapshots.part.${message}`, { defaultValue: message }) : t('snapshots.queued');
  }
}
