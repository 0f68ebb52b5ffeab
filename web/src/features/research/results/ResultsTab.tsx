import { FileSearchOutlined, PlayCircleOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { LinkButton } from '@/components/LinkButton';
import { Panel } from '@/components/Panel';
import { Progress } from '@/components/Progress';
import type { Cohort } from '@/features/research/api/cohorts';
import styles from '@/features/research/parts/Research.module.css';
import { generationsQuery, resultsQuery, useGenerate } from '@/features/research/results/api';
import { Found } from '@/features/research/results/Found';
import { Generations } from '@/features/research/results/Generations';
import { ApiError } from '@/lib/api/problem';
import { useInPlace, usePinned } from '@/lib/snapshot';

/** What the definition finds: generated on a snapshot, kept in the lake, told as far as one may see it. */
export function ResultsTab({ cohort, dirty }: { cohort: Cohort; dirty: boolean }) {
  const { t } = useTranslation('research');
  const pinned = usePinned();
  const inPlace = useInPlace();
  const { data: generations, error: unread } = useQuery(generationsQuery(cohort.id));
  const never = generations?.length === 0;
  const {
    data: results,
    error: failed,
    refetch,
  } = useQuery({ ...resultsQuery(cohort.id, pinned), enabled: generations !== undefined && !never });
  const error = unread ?? failed;
  const generating = useGenerate(cohort.id);
  if (inPlace) {
    return (
      <Panel>
        <EmptyState title={t('results.inPlace')} reason={t('results.inPlaceReason')} />
      </Panel>
    );
  }
  const { job } = generating;
  const generate = cohort.may_edit && (
    <Button
      type="primary"
      icon={<PlayCircleOutlined aria-hidden />}
      loading={generating.busy}
      onClick={() => generating.start(cohort.version)}
    >
      {t('results.generate', { version: cohort.version })}
    </Button>
  );
  return (
    <div className={styles.column}>
      <Panel
        title={t('results.title')}
        extra={
          !never && (
            <>
              <LinkButton
                to="/research/reviews"
                search={{ cohort: cohort.id }}
                icon={<FileSearchOutlined aria-hidden />}
              >
                {t('reviews')}
              </LinkButton>
              {generate}
            </>
          )
        }
      >
        {dirty && <Alert type="info" showIcon title={t('results.dirty', { version: cohort.version })} />}
        {generating.busy && (
          <div className={styles.line}>
            <div className={styles.progress}>
              <Progress
                fraction={job?.fraction ?? null}
                message={t(`results.doing.${job?.message || 'queued'}`, { defaultValue: job?.message })}
              />
            </div>
            <Button size="small" onClick={() => generating.cancel()}>
              {t('action.cancel')}
            </Button>
          </div>
        )}
        {generating.error && <ErrorNotice error={generating.error} compact />}
        {job?.error && (
          <ErrorNotice
            error={new ApiError(job.error.code ?? '', job.error.message ?? '', job.error.next ?? '', 0)}
            compact
          />
        )}
        {never && !generating.busy && (
          <EmptyState title={t('results.never')} reason={t('results.neverReason')} action={generate} />
        )}
        {error && <ErrorNotice error={error} onRetry={refetch} compact />}
        {!results && !never && !error && <Skeleton active title={false} paragraph={{ rows: 4 }} />}
        {results && <Found results={results} latest={cohort.latest} />}
      </Panel>
      {results && <Generations cohort={cohort.id} />}
    </div>
  );
}
