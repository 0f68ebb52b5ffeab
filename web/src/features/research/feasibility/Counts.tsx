import { useTranslation } from 'react-i18next';
import { BarList } from '@/components/chart/BarList';
import { Panel } from '@/components/Panel';
import { SourceButton } from '@/components/SourcePopover';
import type { FigureSource } from '@/components/source';
import type { Count, Feasibility } from '@/features/research/feasibility/api';
import styles from '@/features/research/feasibility/Feasibility.module.css';
import { useFormat } from '@/lib/format/useFormat';

const VARIABLES = ['sex', 'birth_decade', 'year'] as const;

/** Counts by criterion, and of who meets all by sex, decade of birth and year. */
export function Counts({ found }: { found: Feasibility }) {
  const { t } = useTranslation('feasibility');
  const told = useTold(found);
  const source: FigureSource = {
    tables: ['person', 'observation_period'],
    sql: found.sources.map((one) => one.sql).join(';\n\n'),
    masked: [],
    snapshot: found.snapshot ?? undefined,
    publishedAt: found.published_at ?? undefined,
    synthetic: found.synthetic,
  };
  const widest = Math.max(...found.criteria.map((one) => one.persons ?? 0), 1);
  const rows = [
    ...found.criteria.map((one) => ({
      key: String(one.rule),
      name: one.rule === null ? t('entry') : `${one.rule + 1}. ${one.name || t('rule')}`,
      words: one.words,
      count: one as Count,
    })),
    { key: 'whole', name: t('whole'), words: [t('wholeNote')], count: found.whole },
  ];
  return (
    <div className={styles.stack}>
      <Panel title={t('criteria')} extra={<SourceButton of={t('criteria')} source={source} />}>
        <ul className={styles.notes}>
          <li>{t(`rights.${found.rights}`)}</li>
          {found.suppressed_below !== null && <li>{t('suppressed', { count: found.suppressed_below })}</li>}
          {found.rounded_to > 1 && <li>{t('rounded', { count: found.rounded_to })}</li>}
          {found.missing > 0 && <li>{t('missing', { count: found.missing })}</li>}
          {found.absent.length > 0 && <li>{t('absent', { names: found.absent.join(', ') })}</li>}
        </ul>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('criterion')}</th>
              <th scope="col" className={styles.number}>
                {t('persons')}
              </th>
              <th scope="col" aria-hidden />
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, name, words, count }) => (
              <tr key={key}>
                <th scope="row">
                  {name}
                  <span className={styles.words}>{words.join(' · ')}</span>
                </th>
                <td className={styles.number}>{told(count)}</td>
                <td className={styles.track} aria-hidden>
                  <span
                    className={styles.bar}
                    style={{ inlineSize: `${((count.persons ?? 0) / widest) * 100}%` }}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className={styles.note}>{t('of', { persons: told(found.total) })}</p>
      </Panel>
      {found.levels.length > 0 ? (
        <div className={styles.levels}>
          {VARIABLES.map((variable) => (
            <Levels key={variable} found={found} variable={variable} source={source} />
          ))}
        </div>
      ) : (
        <p className={styles.note}>{t('noLevels')}</p>
      )}
    </div>
  );
}

function Levels({
  found,
  variable,
  source,
}: {
  found: Feasibility;
  variable: (typeof VARIABLES)[number];
  source: FigureSource;
}) {
  const { t } = useTranslation('feasibility');
  const format = useFormat();
  const levels = found.levels.filter((each) => each.variable === variable);
  const widest = Math.max(...levels.map((each) => each.persons ?? 0), 1);
  return (
    <Panel title={t(`by.${variable}`)} extra={<SourceButton of={t(`by.${variable}`)} source={source} />}>
      {levels.length === 0 && <p className={styles.note}>{t('noLevel')}</p>}
      <BarList
        labelWidth={112}
        items={levels.map((each) => ({
          key: String(each.level),
          label:
            variable === 'birth_decade' && each.level
              ? t('decade', { year: each.level })
              : (each.level ?? t('unknown')),
          share: (each.persons ?? 0) / widest,
          text: each.persons === null ? t('notTold') : format.exact(each.persons),
        }))}
      />
    </Panel>
  );
}

function useTold(found: Feasibility) {
  const { t } = useTranslation('feasibility');
  const format = useFormat();
  return (count: Count) => {
    if (count.persons !== null) return format.exact(count.persons);
    return count.state === 'withheld' ? t('withheld') : t('few', { count: found.suppressed_below ?? 0 });
  };
}
