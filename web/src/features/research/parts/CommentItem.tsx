import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { type Comment, type Subject, useDeleteComment, useResolve } from '@/features/research/api/comments';
import styles from '@/features/research/parts/Comments.module.css';
import { useFormat } from '@/lib/format/useFormat';

interface Props {
  subject: Subject;
  comment: Comment;
  mayEdit: boolean;
}

/** One comment: its author deletes it; they and those who edit the definition resolve it. */
export function CommentItem({ subject, comment, mayEdit }: Props) {
  const { t } = useTranslation('research');
  const format = useFormat();
  const resolve = useResolve(subject);
  const remove = useDeleteComment(subject);
  const { id, author, text, version, created_at: at, resolved_by: by, mine } = comment;
  const error = resolve.error ?? remove.error;
  const named = (action: string) => t(`comments.${action}Of`, { author, text: text.slice(0, 40) });
  return (
    <li className={by ? styles.resolved : undefined}>
      <div className={styles.head}>
        <span className={styles.author}>{author}</span>
        <span title={format.dateTime(at)}>{format.ago(at)}</span>
        <span>{t('versions.name', { version })}</span>
        {by && <span>{t('comments.resolvedBy', { by })}</span>}
        {(mine || mayEdit) && (
          <Button
            size="small"
            type="link"
            loading={resolve.isPending}
            aria-label={named(by ? 'reopen' : 'resolve')}
            onClick={() => resolve.mutate({ comment: id, resolved: !by })}
          >
            {t(by ? 'comments.reopen' : 'comments.resolve')}
          </Button>
        )}
        {mine && (
          <Button
            size="small"
            type="link"
            loading={remove.isPending}
            aria-label={named('delete')}
            onClick={() => remove.mutate(id)}
          >
            {t('comments.delete')}
          </Button>
        )}
      </div>
      <p className={styles.text}>{text}</p>
      {error && <ErrorNotice error={error} compact />}
    </li>
  );
}
