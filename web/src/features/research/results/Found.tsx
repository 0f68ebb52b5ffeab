import { useTranslation } from 'react-i18next';
import { BarList } from '@/components/chart/BarList';
import { EmptyState } from '@/components/EmptyState';
import { SourceButton } from '@/components/SourcePopover';
import type { Results } from '@/features/research/results/api';
import styles from '@/features/research/results/Results.module.css';
import { useFormat } from '@/lib/format/useFormat';

/** A generation's figures, or why there are none, and what is to be known of them. */
export function Found({ results, latest }: { results: Results; latest: number }) {
  const { t } = useTranslation('research');
  const format = useFormat();
  const { generation, state, persons, rows, total, years } = results;
  const inPlace = generation.source !== null;
  const most = Math.max(1, ...years.map((each) => each.persons));
  const notes = [
    generation.version < latest && t('results.older', { version: generation.version, latest }),
    !results.current && state !== 'gone' && t('results.stale', { snapshot: generation.snapshot }),
    results.everybody && t('results.everybody'),
    generation.missing > 0 && t('results.missing', { count: generation.missing }),
    generation.absent.length > 0 && t('results.absent', { names: generation.absent.join(', ') }),
    generation.rights === 'own' && t(inPlace ? 'results.ownInPlaceNote' : 'results.ownNote'),
    t(inPlace ? 'results.computedInPlace' : 'results.computed', {
      at: format.dateTime(generation.created_at),
      author: generation.author,
      version: generation.version,
      snapshot: generation.snapshot,
      seconds: generation.seconds.toFixed(1),
    }),
  ].filter((note): note is string => Boolean(note));
  return (
    <>
      {state === 'found' && persons !== null && rows !== null ? (
        <dl className={styles.figures}>
          <div>
            <dt>
              {t('results.persons')}{' '}
              <SourceButton
                of={t('results.persons')}
                source={{
                  tables: ['cohort'],
                  snapshot: results.snapshot ?? undefined,
                  publishedAt: results.published_at ?? undefined,
                  masked: results.masked,
                  sql: results.sql,
                }}
              />
            </dt>
            <dd>
              {format.exact(persons)}{' '}
              {total !== null && total > 0 && <small>{format.percent(persons / total)}</small>}
            </dd>
          </div>
          <div>
            <dt>{t('results.rows')}</dt>
            <dd>{format.exact(rows)}</dd>
          </div>
          {total !== null && (
            <div>
              <dt>{t('results.total')}</dt>
              <dd>{format.exact(total)}</dd>
            </div>
          )}
        </dl>
      ) : (
        <EmptyState title={t(`results.${state}.title`)} reason={t(`results.${state}.reason`)} />
      )}
      <ul className={styles.notes}>
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
      {years.length > 1 && (
        <div className={styles.years}>
          <BarList
            labelWidth={64}
            items={years.map((each) => ({
              key: String(each.year),
              label: String(each.year),
              share: each.persons / most,
              text: format.exact(each.persons),
            }))}
          />
        </div>
      )}
    </>
  );
}
