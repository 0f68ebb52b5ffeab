import { FileSearchOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Alert, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { LinkButton } from '@/components/LinkButton';
import { Panel } from '@/components/Panel';
import type { Cohort } from '@/features/research/api/cohorts';
import styles from '@/features/research/parts/Research.module.css';
import { generationsQuery, resultsQuery, useGenerate } from '@/features/research/results/api';
import { Found } from '@/features/research/results/Found';
import { GenerateButton } from '@/features/research/results/GenerateButton';
import { Generating } from '@/features/research/results/Generating';
import { Generations } from '@/features/research/results/Generations';
import { useInPlace, usePinned } from '@/lib/snapshot';

/** What the definition finds: generated on a snapshot, kept in the lake or one's own, told as far as one may see it. */
export function ResultsTab({ cohort, dirty }: { cohort: Cohort; dirty: boolean }) {
  const { t } = useTranslation('research');
  const pinned = usePinned();
  const inPlace = useInPlace();
  const { data: generations, error: unread } = useQuery(generationsQuery(cohort.id));
  const [looked, setLooked] = useState<number>();
  // Nothing is published in place, and what an own lake had published is not what is read.
  const newest = inPlace ? undefined : generations?.find((each) => each.rights === 'platform');
  // Of what is one's own the newest is looked at where nothing is published; else the published one.
  const mine = generations?.find((each) => !inPlace || each.source);
  const chosen = looked ?? (newest ? undefined : mine?.id);
  const never = generations !== undefined && !mine;
  const {
    data: results,
    error: failed,
    refetch,
  } = useQuery({
    ...resultsQuery(cohort.id, pinned, chosen),
    enabled: generations !== undefined && !never,
  });
  const error = unread ?? failed;
  const generating = useGenerate(cohort.id, (own, generation) => setLooked(own ? generation : undefined));
  const generate = <GenerateButton cohort={cohort} busy={generating.busy} onStart={generating.start} />;
  // What is one's own keeps no patients that others could look at.
  const review = newest && (
    <LinkButton
      to="/research/reviews"
      search={{ cohort: cohort.id }}
      icon={<FileSearchOutlined aria-hidden />}
    >
      {t('reviews')}
    </LinkButton>
  );
  const own = results?.generation.rights === 'own';
  return (
    <div className={styles.column}>
      <Panel
        title={t(own ? 'results.ownTitle' : 'results.title')}
        extra={
          !never && (
            <>
              {review}
              {generate}
            </>
          )
        }
      >
        {dirty && <Alert type="info" showIcon title={t('results.dirty', { version: cohort.version })} />}
        <Generating generating={generating} />
        {never && !generating.busy && (
          <EmptyState
            title={t('results.never')}
            reason={t(inPlace ? 'results.inPlaceReason' : 'results.neverReason')}
            action={generate}
          />
        )}
        {error && <ErrorNotice error={error} onRetry={refetch} compact />}
        {!results && !never && !error && <Skeleton active title={false} paragraph={{ rows: 4 }} />}
        {results && <Found results={results} latest={cohort.latest} />}
      </Panel>
      {!never && <Generations cohort={cohort.id} shown={results?.generation.id} onLook={setLooked} />}
    </div>
  );
}
