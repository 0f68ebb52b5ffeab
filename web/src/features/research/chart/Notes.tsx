import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { eventsQuery, noteQuery, type Whose, type Window } from '@/features/research/chart/api';
import styles from '@/features/research/chart/Chart.module.css';
import { Treatments } from '@/features/research/chart/Treatments';
import { nameOf } from '@/features/research/chart/words';

/** The notes of the window, and the text of the one that is opened. */
export default function Notes({ whose, window }: { whose: Whose; window: Window }) {
  const { t } = useTranslation('chart');
  const { data: found, error, refetch } = useQuery(eventsQuery(whose, ['note'], window));
  const [opened, setOpened] = useState<number>();
  const lane = found?.lanes[0];
  const notes = lane?.events.filter((event) => event.id !== null) ?? [];
  const note = notes.find(({ id }) => id === opened);
  return (
    <Panel title={t('notes.title')}>
      {error && <ErrorNotice error={error} onRetry={refetch} compact />}
      {!found && !error && <Skeleton active title={false} paragraph={{ rows: 3 }} />}
      {found && notes.length === 0 && <EmptyState title={t('notes.none')} reason={t('notes.noneReason')} />}
      {notes.length > 0 && (
        <div className={styles.list}>
          <ul className={styles.items} aria-label={t('notes.list')}>
            {notes.map((each) => (
              <li key={each.id}>
                <button
                  type="button"
                  className={styles.item}
                  aria-pressed={each === note}
                  onClick={() => setOpened(each.id ?? undefined)}
                >
                  {each.text || nameOf(t, 'note', each)}
                  <small>{[each.start, each.name].filter(Boolean).join(' · ')}</small>
                </button>
              </li>
            ))}
          </ul>
          {note?.id ? (
            <NoteText key={note.id} whose={whose} note={note.id} />
          ) : (
            <p className={styles.quiet}>{t('notes.choose')}</p>
          )}
        </div>
      )}
      {lane?.more && <p className={styles.quiet}>{t('notes.more', { count: notes.length })}</p>}
    </Panel>
  );
}

function NoteText({ whose, note }: { whose: Whose; note: number }) {
  const { t } = useTranslation('chart');
  const { data: found, error, refetch } = useQuery(noteQuery(whose, note));
  if (error) return <ErrorNotice error={error} onRetry={refetch} compact />;
  if (!found) return <Skeleton active title={false} paragraph={{ rows: 4 }} />;
  return (
    <article aria-label={found.title ?? t('notes.note', { id: note })}>
      <strong>{found.title}</strong> <span className={styles.quiet}>{found.date}</span>
      <Treatments treated={found.treated} />
      {found.text ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <pre className={styles.text} tabIndex={0}>
          {found.text}
        </pre>
      ) : (
        <p className={styles.quiet}>{t('notes.noText')}</p>
      )}
      {found.cut && <p className={styles.quiet}>{t('notes.cut')}</p>}
    </article>
  );
}
