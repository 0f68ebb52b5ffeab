import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Skeleton, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { LinkButton } from '@/components/LinkButton';
import { Panel } from '@/components/Panel';
import { Progress } from '@/components/Progress';
import table from '@/features/research/parts/Research.module.css';
import { PAGE, patientsQuery, type Review } from '@/features/research/review/api';
import styles from '@/features/research/review/Review.module.css';
import { usePinned } from '@/lib/snapshot';

const COLORS = { open: undefined, begun: 'warning', done: 'success' } as const;

/** Everybody's progress, and the patients with how far the reader is. */
export function PatientsTab({ review }: { review: Review }) {
  const { t } = useTranslation('review');
  const { page: shown = 1 } = getRouteApi('/shell/research/reviews/$review').useSearch();
  const pinned = usePinned();
  const pages = Math.ceil(review.size / PAGE);
  const page = Math.min(shown, pages) - 1;
  const { data: patients, error, refetch } = useQuery(patientsQuery(review.id, page, pinned));
  const answers = review.reviews || review.adjudicates;
  const params = { review: String(review.id) };
  return (
    <div className={styles.stack}>
      <Panel title={t('progress')}>
        <div className={styles.stack}>
          {review.progress.map(({ name, part, done }) => (
            <Progress
              key={name}
              fraction={done / review.size}
              message={t('doneOf', { name, part: t(`part.${part}`), done, size: review.size })}
              state={done === review.size ? 'done' : 'active'}
            />
          ))}
        </div>
      </Panel>
      <Panel title={t('patients')} flush>
        {error && <ErrorNotice error={error} onRetry={refetch} compact />}
        {!patients && !error && <Skeleton active title={false} paragraph={{ rows: 6 }} />}
        {patients && (
          <table className={table.table}>
            <thead>
              <tr>
                <th scope="col">{t('column.position')}</th>
                <th scope="col">{t('column.subject')}</th>
                {answers && <th scope="col">{t('column.state')}</th>}
                <th scope="col">{t('column.reviewers')}</th>
              </tr>
            </thead>
            <tbody>
              {patients.map((each) => (
                <tr key={each.position}>
                  <th scope="row">
                    <Link
                      to="/research/reviews/$review/$position"
                      params={{ ...params, position: String(each.position) }}
                    >
                      {t('patient', { position: each.position })}
                    </Link>
                  </th>
                  <td>{each.subject ?? <span className={table.quiet}>{t('unseen')}</span>}</td>
                  {answers && (
                    <td>
                      <Tag color={COLORS[each.state]}>{t(`state.${each.state}`)}</Tag>
                    </td>
                  )}
                  <td>{`${each.done}/${review.reviewers.length}`}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Panel>
      {pages > 1 && (
        <nav className={styles.line} aria-label={t('patients')}>
          {Array.from({ length: pages }, (_, at) => at + 1).map((number) => (
            <LinkButton
              key={number}
              size="small"
              to="/research/reviews/$review"
              params={params}
              search={{ page: number }}
              primary={number === page + 1}
              aria-current={number === page + 1 ? 'page' : undefined}
            >
              {number}
            </LinkButton>
          ))}
        </nav>
      )}
    </div>
  );
}
