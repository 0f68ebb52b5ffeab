import { DownloadOutlined, PlayCircleOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Skeleton, Tag } from 'antd';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { LinkButton } from '@/components/LinkButton';
import { LinkTab, LinkTabs } from '@/components/LinkTabs';
import { Page } from '@/components/Page';
import { type Review, reviewQuery } from '@/features/research/review/api';
import { PatientsTab } from '@/features/research/review/PatientsTab';
import styles from '@/features/research/review/Review.module.css';
import { ReviewUnknown } from '@/features/research/review/ReviewUnknown';
import { REVIEW_TABS } from '@/features/research/review/search';
import { usePinned } from '@/lib/snapshot';

const AgreementTab = lazy(() => import('@/features/research/review/AgreementTab'));
const SetupTab = lazy(() => import('@/features/research/review/SetupTab'));

const route = getRouteApi('/shell/research/reviews/$review');

/** A review: its patients, how far reviewers agree, how it is set up. */
export function ReviewPage() {
  const { review: text } = route.useParams();
  const { data: review, error } = useQuery(reviewQuery(/^\d{1,9}$/.test(text) ? Number(text) : 0));
  const { t } = useTranslation('review');
  if (error) return <ReviewUnknown error={error} name={text} />;
  if (review) return <Shown review={review} />;
  return (
    <Page title={t('review', { id: text })} purpose={t('purpose')}>
      <Skeleton active paragraph={{ rows: 8 }} />
    </Page>
  );
}

function Shown({ review }: { review: Review }) {
  const { t } = useTranslation('review');
  const { tab = 'patients' } = route.useSearch();
  const pinned = usePinned();
  const tabs = REVIEW_TABS.filter((each) => each !== 'setup' || review.manages);
  const params = { review: String(review.id) };
  const file = `/api/research/reviews/${review.id}/answers.csv${pinned ? `?snapshot=${pinned}` : ''}`;
  return (
    <Page
      title={review.name}
      purpose={[
        review.cohort_name ?? t('cohort', { id: review.cohort }),
        t('list.of', { size: review.size, from: review.drawn_from }),
        t('seeded', { seed: review.seed }),
        t('snapshot', { snapshot: review.snapshot }),
        review.description,
      ]
        .filter(Boolean)
        .join(' · ')}
      aside={review.finished && <Tag>{t(review.closed ? 'closed' : 'complete')}</Tag>}
      action={
        <div className={styles.line}>
          <Button href={file} download icon={<DownloadOutlined aria-hidden />}>
            {t('export')}
          </Button>
          <LinkButton
            to="/research/reviews/$review/$position"
            params={{ ...params, position: '1' }}
            primary
            icon={<PlayCircleOutlined aria-hidden />}
          >
            {t(review.reviews || review.adjudicates ? 'begin' : 'look')}
          </LinkButton>
        </div>
      }
    >
      <LinkTabs label={review.name}>
        {tabs.map((each) => (
          <LinkTab
            key={each}
            to="/research/reviews/$review"
            params={params}
            search={(old) => ({ ...old, tab: each === 'patients' ? undefined : each, page: undefined })}
            here={each === tab}
          >
            {t(`tab.${each}`)}
          </LinkTab>
        ))}
      </LinkTabs>
      <Suspense fallback={<Skeleton active title={false} paragraph={{ rows: 6 }} />}>
        {tab === 'agreement' ? (
          <AgreementTab review={review} />
        ) : tab === 'setup' && review.manages ? (
          <SetupTab key={review.version} review={review} />
        ) : (
          <PatientsTab review={review} />
        )}
      </Suspense>
    </Page>
  );
}
