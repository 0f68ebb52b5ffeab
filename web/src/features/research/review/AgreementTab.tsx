import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import table from '@/features/research/parts/Research.module.css';
import { answerText } from '@/features/research/review/answers';
import { agreementQuery, type Compared, type Comparison, type Review } from '@/features/research/review/api';
import styles from '@/features/research/review/Review.module.css';
import { decimal } from '@/lib/format/numbers';
import { useFormat } from '@/lib/format/useFormat';
import { usePinned } from '@/lib/snapshot';

/** How far every two reviewers agree, and where they do not. */
export default function AgreementTab({ review }: { review: Review }) {
  const { t } = useTranslation('review');
  const { data: found, error, refetch } = useQuery(agreementQuery(review.id, usePinned()));
  if (error) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!found) return <Skeleton active title={false} paragraph={{ rows: 6 }} />;
  if (found.blind) return <Nothing title={t('agreement.blind')} reason={t('agreement.blindReason')} />;
  if (review.reviewers.length < 2)
    return <Nothing title={t('agreement.alone')} reason={t('agreement.aloneReason')} />;
  if (found.patients === 0) return <Nothing title={t('agreement.none')} reason={t('agreement.noneReason')} />;
  return (
    <div className={styles.stack}>
      <Figures review={review} found={found} />
      <Disagreements review={review} found={found} />
    </div>
  );
}

function Nothing({ title, reason }: { title: string; reason: string }) {
  return (
    <Panel>
      <EmptyState title={title} reason={reason} />
    </Panel>
  );
}

function Figures({ review, found }: { review: Review; found: Comparison }) {
  const { t } = useTranslation('review');
  const format = useFormat();
  const textOf = (each: Compared) => {
    const text = review.questions.find(({ key }) => key === each.question)?.text ?? each.question;
    return each.option === null ? text : `${text} – ${each.option}`;
  };
  const kappa = (each: Compared) => {
    if (each.kappa === null) return '–';
    if (each.low === null || each.high === null) return decimal(each.kappa, 2);
    return `${decimal(each.kappa, 2)} (${decimal(each.low, 2)}–${decimal(each.high, 2)})`;
  };
  return (
    <Panel title={t('agreement.title', { count: found.patients })}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t('agreement.question')}</th>
            <th scope="col">{t('agreement.reviewers')}</th>
            <th scope="col" className={table.number}>
              {t('agreement.same')}
            </th>
            <th scope="col" className={table.number}>
              {t('agreement.percent')}
            </th>
            <th scope="col" className={table.number}>
              {t('agreement.kappa')}
            </th>
          </tr>
        </thead>
        <tbody>
          {found.compared.map((each) => (
            <tr key={`${each.question} ${each.option} ${each.first} ${each.second}`}>
              <th scope="row">{textOf(each)}</th>
              <td>{`${each.first}, ${each.second}`}</td>
              <td className={table.number}>{`${each.agreed}/${each.pairs}`}</td>
              <td className={table.number}>
                {each.pairs > 0 ? format.percent(each.agreed / each.pairs) : '–'}
              </td>
              <td className={table.number}>{kappa(each)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={`${styles.quiet} ${styles.after}`}>{t('agreement.note')}</p>
      {found.unseen > 0 && <p className={styles.quiet}>{t('agreement.unseen', { count: found.unseen })}</p>}
    </Panel>
  );
}

function Disagreements({ review, found }: { review: Review; found: Comparison }) {
  const { t } = useTranslation('review');
  const params = { review: String(review.id) };
  return (
    <Panel title={t('agreement.differ', { count: found.disagreements.length })} flush>
      {found.disagreements.length === 0 ? (
        <EmptyState title={t('agreement.agreed')} reason={t('agreement.agreedReason')} />
      ) : (
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t('column.position')}</th>
              <th scope="col">{t('agreement.question')}</th>
              {review.reviewers.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
              <th scope="col">{t('agreement.adjudicated')}</th>
            </tr>
          </thead>
          <tbody>
            {found.disagreements.map((each) => {
              const question = review.questions.find(({ key }) => key === each.question);
              if (!question) return null;
              return (
                <tr key={`${each.position} ${each.question}`}>
                  <th scope="row">
                    <Link
                      to="/research/reviews/$review/$position"
                      params={{ ...params, position: String(each.position) }}
                    >
                      {t('patient', { position: each.position })}
                    </Link>
                    <span className={table.note}>{each.subject}</span>
                  </th>
                  <td>{question.text}</td>
                  {review.reviewers.map((name) => (
                    <td key={name}>{answerText(t, question, each.answers[name])}</td>
                  ))}
                  <td>{answerText(t, question, each.adjudicated)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
