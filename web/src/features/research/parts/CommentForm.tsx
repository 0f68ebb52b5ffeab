import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { type Subject, useComment } from '@/features/research/api/comments';
import styles from '@/features/research/parts/Comments.module.css';

/** A comment on a version; what was typed stays until it is kept. */
export function CommentForm({ subject, version }: { subject: Subject; version: number }) {
  const { t } = useTranslation('research');
  const [text, setText] = useState('');
  const comment = useComment(subject);
  return (
    <div className={styles.form}>
      <Input.TextArea
        value={text}
        maxLength={5000}
        autoSize={{ minRows: 2, maxRows: 10 }}
        aria-label={t('comments.text', { version })}
        placeholder={t('comments.text', { version })}
        onChange={(event) => setText(event.target.value)}
      />
      {comment.error && <ErrorNotice error={comment.error} compact />}
      <Button
        type="primary"
        disabled={!text.trim()}
        loading={comment.isPending}
        onClick={() => comment.mutate({ version, text }, { onSuccess: () => setText('') })}
      >
        {t('comments.add')}
      </Button>
    </div>
  );
}
