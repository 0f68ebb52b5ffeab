import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { type Difference, differenceQuery } from '@/features/research/results/api';
import styles from '@/features/research/results/Results.module.css';
import { useFormat } from '@/lib/format/useFormat';

/** Who came and went since the generation before, and which data explain it. */
export function DifferencePanel({ cohort, generation }: { cohort: number; generation: number }) {
  const { t } = useTranslation('research');
  const { data: found, error, refetch } = useQuery(differenceQuery(cohort, generation));
  return (
    <Panel title={t('difference.title')}>
      {error && <ErrorNotice error={error} onRetry={refetch} compact />}
      {!found && !error && <Skeleton active title={false} />}
      {found && !found.told && <p>{t('difference.hidden')}</p>}
      {found?.told && <Told found={found} />}
    </Panel>
  );
}

function Told({ found }: { found: Difference }) {
  const { t } = useTranslation('research');
  const format = useFormat();
  const shown = (value: number | null) => (value === null ? '<5' : format.exact(value));
  const causes = [
    found.other_version && t('difference.version', { old: found.old.version, new: found.new.version }),
    found.other_vocabulary &&
      t('difference.vocabulary', { old: found.old.vocabulary, new: found.new.vocabulary }),
    found.left !== 0 && t('difference.left', { persons: shown(found.left) }),
    ...found.tables.map((cause) =>
      t('difference.table', { table: cause.table, persons: shown(cause.persons) }),
    ),
  ].filter((cause): cause is string => Boolean(cause));
  return (
    <>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{t('difference.of')}</span>
            </th>
            {(['added', 'gone', 'changed'] as const).map((key) => (
              <th key={key} scope="col">
                {t(`difference.${key}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(['persons', 'rows'] as const).map((of) => (
            <tr key={of}>
              <th scope="row">{t(`difference.${of}`)}</th>
              <td>{shown(found[of].added)}</td>
              <td>{shown(found[of].gone)}</td>
              <td>{shown(found[of].changed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {causes.length > 0 ? (
        <ul className={styles.notes}>
          {causes.map((cause) => (
            <li key={cause}>{cause}</li>
          ))}
        </ul>
      ) : (
        <p className={styles.notes}>{t('difference.noCause')}</p>
      )}
    </>
  );
}
