import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Skeleton, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { LinkButton } from '@/components/LinkButton';
import { Page } from '@/components/Page';
import { Panel } from '@/components/Panel';
import styles from '@/features/research/parts/Research.module.css';
import { reviewsQuery } from '@/features/research/review/api';
import { useMayResearch } from '@/features/research/useMayResearch';
import { useFormat } from '@/lib/format/useFormat';
import { useMe } from '@/lib/session/me';

const route = getRouteApi('/shell/research/reviews');

/** The reviews in which the reader has a part. */
export function ReviewsPage() {
  const { t } = useTranslation('review');
  const may = useMayResearch();
  const { cohort } = route.useSearch();
  return (
    <Page
      title={t('title')}
      purpose={t('purpose')}
      action={
        may && (
          <div className={styles.line}>
            <LinkButton
              to="/research/reviews/new"
              search={{ cohort }}
              primary
              icon={<PlusOutlined aria-hidden />}
            >
              {t('new.open')}
            </LinkButton>
          </div>
        )
      }
    >
      {may ? (
        <Reviews cohort={cohort} />
      ) : (
        <Panel>
          <EmptyState title={t('noRight.title')} reason={t('noRight.reason')} />
        </Panel>
      )}
    </Page>
  );
}

function Reviews({ cohort }: { cohort: number | undefined }) {
  const { t } = useTranslation('review');
  const format = useFormat();
  const me = useMe();
  const { data: reviews, error, refetch } = useQuery(reviewsQuery(cohort));
  if (error) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!reviews) return <Skeleton active title={false} paragraph={{ rows: 5 }} />;
  if (reviews.length === 0) {
    return (
      <Panel>
        <EmptyState
          title={t('list.none')}
          reason={t('list.noneReason')}
          action={
            <LinkButton to="/research/reviews/new" search={{ cohort }}>
              {t('new.open')}
            </LinkButton>
          }
        />
      </Panel>
    );
  }
  return (
    <Panel title={cohort ? t('list.ofCohort', { id: cohort }) : t('list.title')} flush>
      <table className={styles.table}>
        <thead>
          <tr>
            {(['name', 'cohort', 'patients', 'part', 'progress', 'created'] as const).map((key) => (
              <th key={key} scope="col">
                {t(`list.${key}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {reviews.map((each) => {
            const parts = [
              each.manages && t('part.owner'),
              each.reviews && t('part.reviewer'),
              each.adjudicates && t('part.adjudicator'),
            ].filter(Boolean);
            const own = each.progress.find(({ name }) => name === me.name);
            const done = each.progress
              .filter(({ part }) => part === 'reviewer')
              .map(({ name, done }) => `${name} ${done}/${each.size}`);
            return (
              <tr key={each.id}>
                <th scope="row">
                  <Link to="/research/reviews/$review" params={{ review: String(each.id) }}>
                    {each.name}
                  </Link>{' '}
                  {each.finished && <Tag>{t(each.closed ? 'closed' : 'complete')}</Tag>}
                  {each.description && <span className={styles.note}>{each.description}</span>}
                </th>
                <td>{each.cohort_name ?? t('cohort', { id: each.cohort })}</td>
                <td>{t('list.of', { size: each.size, from: each.drawn_from })}</td>
                <td>{parts.join(', ')}</td>
                <td>{own ? `${own.done}/${each.size}` : done.join(', ')}</td>
                <td title={format.dateTime(each.created_at)}>
                  {format.ago(each.created_at)} <span className={styles.quiet}>· {each.owner}</span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Panel>
  );
}
