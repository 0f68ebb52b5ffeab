import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import styles from '@/features/research/parts/Research.module.css';
import { generationsQuery } from '@/features/research/results/api';
import { DifferencePanel } from '@/features/research/results/DifferencePanel';
import { useFormat } from '@/lib/format/useFormat';

/** Every generation, and how one differs from the one before. */
export function Generations({ cohort }: { cohort: number }) {
  const { t } = useTranslation('research');
  const format = useFormat();
  const { data: every = [] } = useQuery(generationsQuery(cohort));
  const [looked, setLooked] = useState<number>();
  return (
    <>
      <Panel title={t('generations.title')} flush>
        <table className={styles.table}>
          <thead>
            <tr>
              {(['at', 'version', 'snapshot', 'published', 'author', 'change'] as const).map((key) => (
                <th key={key} scope="col">
                  {t(`generations.${key}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {every.map((each, at) => (
              <tr key={each.id}>
                <th scope="row">{format.dateTime(each.created_at)}</th>
                <td>{each.version}</td>
                <td>{each.snapshot}</td>
                <td>{each.published}</td>
                <td>{each.author}</td>
                <td>
                  {at < every.length - 1 && (
                    <button
                      type="button"
                      className={styles.textButton}
                      aria-pressed={looked === each.id}
                      onClick={() => setLooked(each.id)}
                    >
                      {t('generations.look')}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
      {looked !== undefined && <DifferencePanel cohort={cohort} generation={looked} />}
    </>
  );
}
