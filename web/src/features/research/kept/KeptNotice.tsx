import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { LinkButton } from '@/components/LinkButton';
import { Progress } from '@/components/Progress';
import styles from '@/features/research/analysis/Analysis.module.css';
import { keptQuery, useCancelJob } from '@/features/research/kept/api';
import { useFormat } from '@/lib/format/useFormat';
import { isOpen } from '@/lib/jobs';

/** Which kept analysis the page shows: how far it is, or of when and of which snapshot its answer is. */
export function KeptNotice({ run }: { run: number }) {
  const { t } = useTranslation('analysis');
  const format = useFormat();
  const search = getRouteApi('/shell/research/analysis').useSearch();
  const { data: kept, error, refetch } = useQuery(keptQuery(run));
  const cancel = useCancelJob();
  if (error) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!kept) return null;
  const again = (
    <LinkButton to="/research/analysis" search={{ ...search, run: undefined }} size="small">
      {t('kept.anew')}
    </LinkButton>
  );
  if (isOpen(kept.state)) {
    const { job } = kept;
    return (
      <div className={styles.job}>
        <div className={styles.progress}>
          <Progress fraction={kept.fraction} message={t(`kept.state.${kept.state}`)} />
        </div>
        {job !== null && kept.state !== 'cancelling' && (
          <Button size="small" onClick={() => cancel.mutate(job)}>
            {t('action.cancel')}
          </Button>
        )}
      </div>
    );
  }
  if (kept.state !== 'succeeded')
    return (
      <Alert
        type="error"
        role="alert"
        title={kept.error ?? t(`kept.state.${kept.state}`)}
        description={kept.name}
        action={again}
      />
    );
  return (
    <Alert
      type="info"
      title={t('kept.shown', { name: kept.name, at: format.dateTime(kept.created_at) })}
      description={
        kept.snapshot === null ? t('kept.inPlace') : t('kept.snapshot', { version: kept.snapshot })
      }
      action={again}
    />
  );
}
