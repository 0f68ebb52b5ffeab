import { useQuery } from '@tanstack/react-query';
import { Checkbox, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { commentsQuery, type Subject } from '@/features/research/api/comments';
import { CommentForm } from '@/features/research/parts/CommentForm';
import { CommentItem } from '@/features/research/parts/CommentItem';
import styles from '@/features/research/parts/Comments.module.css';
import research from '@/features/research/parts/Research.module.css';

interface Props {
  subject: Subject;
  version: number;
  mayEdit: boolean;
}

/** What has been said of a definition, the open first to be seen; and a field to say more of this version. */
export function CommentsTab({ subject, version, mayEdit }: Props) {
  const { t } = useTranslation('research');
  const { data: comments, error, refetch } = useQuery(commentsQuery(subject));
  const [all, setAll] = useState(false);
  if (error) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!comments) return <Skeleton active paragraph={{ rows: 4 }} />;
  const resolved = comments.filter((each) => each.resolved_at).length;
  const shown = comments.filter((each) => all || !each.resolved_at);
  return (
    <Panel
      title={t('comments.title')}
      extra={
        resolved > 0 && (
          <Checkbox checked={all} onChange={(event) => setAll(event.target.checked)}>
            {t('comments.resolvedToo', { count: resolved })}
          </Checkbox>
        )
      }
    >
      {shown.length === 0 && (
        <p className={research.quiet}>
          {t(comments.length === 0 ? 'comments.none' : 'comments.allResolved')}
        </p>
      )}
      <ul className={styles.list}>
        {shown.map((comment) => (
          <CommentItem key={comment.id} subject={subject} comment={comment} mayEdit={mayEdit} />
        ))}
      </ul>
      <CommentForm subject={subject} version={version} />
    </Panel>
  );
}
