import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import styles from '@/features/research/parts/Research.module.css';
import { generationsQuery } from '@/features/research/results/api';
import { DifferencePanel } from '@/features/research/results/DifferencePanel';
import { useFormat } from '@/lib/format/useFormat';

interface Props {
  cohort: number;
  /** The generation whose figures are above. */
  shown: number | undefined;
  onLook: (generation: number) => void;
}

/** Every generation, and how a published one differs from the one before. */
export function Generations({ cohort, shown, onLook }: Props) {
  const { t } = useTranslation('research');
  const format = useFormat();
  const { data: every = [] } = useQuery(generationsQuery(cohort));
  const [looked, setLooked] = useState<number>();
  const first = every.findLast((each) => each.rights === 'platform')?.id;
  return (
    <>
      <Panel title={t('generations.title')} flush>
        <table className={styles.table}>
          <thead>
            <tr>
              {(['at', 'version', 'rights', 'snapshot', 'published', 'author', 'change'] as const).map(
                (key) => (
                  <th key={key} scope="col">
                    {t(`generations.${key}`)}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {every.map((each) => (
              <tr key={each.id}>
                <th scope="row">
                  <button
                    type="button"
                    className={styles.textButton}
                    aria-pressed={shown === each.id}
                    title={t('generations.show')}
                    onClick={() => onLook(each.id)}
                  >
                    {format.dateTime(each.created_at)}
                  </button>
                </th>
                <td>{each.version}</td>
                <td>{t(`generations.${each.rights}`)}</td>
                <td>{each.snapshot ?? t('generations.inPlace')}</td>
                <td>{each.rights === 'own' ? '–' : each.published}</td>
                <td>{each.author}</td>
                <td>
                  {each.rights === 'platform' && each.id !== first && (
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
