import { CheckOutlined } from '@ant-design/icons';
import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { isComplete } from '@/features/research/review/answers';
import type { Looked, Review } from '@/features/research/review/api';
import { QuestionField } from '@/features/research/review/QuestionField';
import styles from '@/features/research/review/Review.module.css';
import { useReviewKeys } from '@/features/research/review/useReviewKeys';
import { useSheet } from '@/features/research/review/useSheet';

interface Props {
  review: Review;
  first: Looked;
  pinned: string | undefined;
  onGo: (by: 1 | -1) => void;
}

/** The questions on one patient: answered here, kept as one goes. */
export function Questions({ review, first, pinned, onGo }: Props) {
  const { t } = useTranslation('review');
  const sheet = useSheet(review.id, pinned, first);
  const { looked, answers, keeping } = sheet;
  const looking = looked.own === null;
  const writable = looked.writable && !looking;
  const asked = review.adjudicates ? looked.disputed : undefined;
  const complete = isComplete(review.questions, answers, asked);
  const finish = async () => {
    if (writable && complete && (await sheet.finish(true))) onGo(1);
  };
  useReviewKeys({ go: onGo, finish: () => void finish() });
  return (
    <Panel
      title={t(review.adjudicates ? 'adjudication' : 'questions')}
      extra={
        writable && (
          <span className={styles.quiet} role="status">
            {sheet.done && keeping === 'kept' ? t('keeping.done') : t(`keeping.${keeping}`)}
          </span>
        )
      }
    >
      <div className={styles.stack}>
        {looked.subject === null && <Alert type="info" showIcon title={t('unseen')} />}
        {looking && <p className={styles.quiet}>{t('looking')}</p>}
        {!looking && !writable && looked.subject !== null && (
          <Alert type="info" showIcon title={t(review.finished ? 'finished' : 'notYet')} />
        )}
        {review.reviews && !review.finished && <p className={styles.quiet}>{t('blind')}</p>}
        {review.questions.map((question, index) => (
          <QuestionField
            key={question.key}
            question={question}
            number={index + 1}
            value={answers[question.key]}
            writable={writable}
            looking={looking}
            looked={looked}
            onChange={(answer) => sheet.set(question.key, answer)}
          />
        ))}
        {keeping === 'conflict' && (
          <Alert
            type="warning"
            showIcon
            title={t('conflict.title')}
            description={t('conflict.what')}
            action={
              <div className={styles.line}>
                <Button size="small" onClick={sheet.reload}>
                  {t('conflict.reload')}
                </Button>
                <Button size="small" onClick={sheet.overwrite}>
                  {t('conflict.overwrite')}
                </Button>
              </div>
            }
          />
        )}
        {keeping === 'failed' && (
          <ErrorNotice error={sheet.error} onRetry={() => void sheet.finish(false)} compact />
        )}
        {writable && (
          <div className={styles.line}>
            <Button
              type="primary"
              icon={<CheckOutlined aria-hidden />}
              disabled={!complete || keeping === 'conflict'}
              onClick={() => void finish()}
            >
              {t('finish')}
            </Button>
            {sheet.done && <Button onClick={() => void sheet.finish(false)}>{t('reopen')}</Button>}
          </div>
        )}
        {writable && !complete && <p className={styles.quiet}>{t('left')}</p>}
      </div>
    </Panel>
  );
}
