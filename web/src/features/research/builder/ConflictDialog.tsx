import { useQuery } from '@tanstack/react-query';
import { Button, Modal, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { cohortQuery, readingQuery } from '@/features/research/api/cohorts';
import styles from '@/features/research/builder/Builder.module.css';
import type { Draft } from '@/features/research/builder/draft';
import { Reading } from '@/features/research/parts/Reading';
import { useFormat } from '@/lib/format/useFormat';

interface Props {
  cohort: number;
  mine: Draft;
  busy: boolean;
  onClose: () => void;
  onTop: (base: number) => void;
  onCopy: () => void;
}

/** Somebody has saved meanwhile: their version and mine, and what to do about it. */
export function ConflictDialog({ cohort, mine, busy, onClose, onTop, onCopy }: Props) {
  const { t } = useTranslation('builder');
  const format = useFormat();
  const { data: theirs, error } = useQuery({ ...cohortQuery(cohort), staleTime: 0, gcTime: 0 });
  const { data: reading } = useQuery({
    ...readingQuery(mine.expression, format.language, theirs?.expression),
    enabled: theirs !== undefined,
  });
  return (
    <Modal
      open
      width={760}
      onCancel={onClose}
      title={t('conflict.title')}
      footer={
        <>
          <Button onClick={onClose}>{t('conflict.goOn')}</Button>
          <Button onClick={onCopy} loading={busy}>
            {t('conflict.copy')}
          </Button>
          <Button
            type="primary"
            disabled={!theirs}
            loading={busy}
            onClick={() => theirs && onTop(theirs.latest)}
          >
            {t('conflict.onTop')}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        {error && <ErrorNotice error={error} compact />}
        {theirs && (
          <p>
            {t('conflict.who', {
              author: theirs.author,
              version: theirs.version,
              at: format.dateTime(theirs.saved_at),
              comment: theirs.comment,
            })}
          </p>
        )}
        <p className={styles.quiet}>{t('conflict.note')}</p>
        {!reading && !error && <Skeleton active title={false} />}
        {reading && <Reading lines={reading.lines} />}
      </div>
    </Modal>
  );
}
