import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Alert, Button, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { LinkButton } from '@/components/LinkButton';
import { Page } from '@/components/Page';
import { Panel } from '@/components/Panel';
import { ChartView } from '@/features/research/chart/ChartView';
import {
  type Looked,
  patientQuery,
  type Review,
  reviewQuery,
  useReadReviews,
} from '@/features/research/review/api';
import { Questions } from '@/features/research/review/Questions';
import styles from '@/features/research/review/Review.module.css';
import { ReviewUnknown } from '@/features/research/review/ReviewUnknown';
import { usePinned } from '@/lib/snapshot';

const route = getRouteApi('/shell/research/reviews/$review/$position');

/** One patient of a review: the chart at the left, the questions at the right. */
export function ReviewingPage() {
  const { review: number, position: place } = route.useParams();
  const id = /^\d{1,9}$/.test(number) ? Number(number) : 0;
  const position = /^\d{1,4}$/.test(place) ? Number(place) : 0;
  const { data: review, error } = useQuery(reviewQuery(id));
  const pinned = usePinned();
  const { data: looked, error: unread } = useQuery(patientQuery(id, position, pinned));
  const failed = error ?? unread;
  if (failed) return <ReviewUnknown error={failed} name={number} />;
  return (
    <Reviewing
      key={`${id} ${position}`}
      review={review}
      looked={looked}
      position={position}
      pinned={pinned}
    />
  );
}

interface Props {
  review: Review | undefined;
  looked: Looked | undefined;
  position: number;
  pinned: string | undefined;
}

function Reviewing({ review, looked, position, pinned }: Props) {
  const { t } = useTranslation('review');
  const navigate = useNavigate();
  const search = route.useSearch();
  const readAnew = useReadReviews();
  if (!review || !looked || looked.position !== position) {
    return (
      <Page title={t('patient', { position })} purpose={t('purpose')}>
        <Skeleton active paragraph={{ rows: 10 }} />
      </Page>
    );
  }
  const params = { review: String(review.id) };
  const go = (by: 1 | -1) => {
    const next = position + by;
    if (next < 1) return;
    if (next > review.size) {
      void readAnew();
      void navigate({ to: '/research/reviews/$review', params });
      return;
    }
    void navigate({
      to: '/research/reviews/$review/$position',
      params: { ...params, position: String(next) },
      // Another patient has another time.
      search: (old) => ({ ...old, from: undefined, to: undefined }),
    });
  };
  const mine = review.progress.find(({ part }) => part === (review.adjudicates ? 'adjudicator' : 'reviewer'));
  return (
    <Page
      title={t('patientOf', { position, size: review.size })}
      purpose={[review.name, mine && review.reviews && t('keys')].filter(Boolean).join(' · ')}
      action={
        <div className={styles.line}>
          <LinkButton to="/research/reviews/$review" params={params}>
            {t('all')}
          </LinkButton>
          <Button icon={<LeftOutlined aria-hidden />} disabled={position === 1} onClick={() => go(-1)}>
            {t('previous')}
          </Button>
          <Button disabled={position === review.size} onClick={() => go(1)}>
            {t('next')} <RightOutlined aria-hidden />
          </Button>
        </div>
      }
    >
      {!review.snapshot_kept && (
        <Alert type="warning" showIcon title={t('expired', { snapshot: review.snapshot })} />
      )}
      <div className={styles.side}>
        {looked.subject === null ? (
          <Panel>
            <EmptyState
              title={t('unseen')}
              reason={t('unseenReason')}
              action={
                <LinkButton to="/security" search={{ tab: 'requests' }}>
                  {t('ask')}
                </LinkButton>
              }
            />
          </Panel>
        ) : (
          <ChartView
            subject={looked.subject}
            snapshot={pinned ?? (review.snapshot_kept ? String(review.snapshot) : undefined)}
            search={search}
            onSearch={(window) =>
              navigate({
                to: '/research/reviews/$review/$position',
                params: { ...params, position: String(position) },
                search: (old) => ({ ...old, ...window }),
                replace: true,
              })
            }
          />
        )}
        <div className={styles.questions}>
          <Questions review={review} first={looked} pinned={pinned} onGo={go} />
        </div>
      </div>
    </Page>
  );
}
