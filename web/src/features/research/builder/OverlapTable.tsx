import { useTranslation } from 'react-i18next';
import styles from '@/features/research/builder/AttritionPanel.module.css';
import { useFormat } from '@/lib/format/useFormat';

interface Props {
  overlaps: { rules: number[]; persons: number | null }[];
  /** The rules that are counted, by their place. */
  rules: number[];
  names: string[];
}

const MOST = 12;

/** Which rules persons meet together (an UpSet chart): a row a combination, a dot a rule, the largest first. */
export function OverlapTable({ overlaps, rules, names }: Props) {
  const { t } = useTranslation('builder');
  const format = useFormat();
  const most = Math.max(1, ...overlaps.map((each) => each.persons ?? 0));
  const total = overlaps.reduce((sum, each) => sum + (each.persons ?? 0), 0);
  return (
    <>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('overlap.rules', { numbers: rules.map((rule) => rule + 1).join(' ') })}</th>
            <th scope="col">{t('attrition.persons')}</th>
            <th scope="col">%</th>
          </tr>
        </thead>
        <tbody>
          {overlaps.slice(0, MOST).map((each) => (
            <tr key={each.rules.join(' ')}>
              <th scope="row">
                <span className={styles.dots} aria-hidden>
                  {rules.map((rule) => (
                    <span
                      key={rule}
                      className={`${styles.dot} ${each.rules.includes(rule) ? styles.met : ''}`}
                      title={names[rule]}
                    />
                  ))}
                </span>
                <span className="visually-hidden">
                  {each.rules.length === 0
                    ? t('overlap.none')
                    : each.rules.map((rule) => names[rule]).join(', ')}
                </span>
                <span className={styles.track} aria-hidden>
                  <span className={styles.bar} style={{ width: `${((each.persons ?? 0) / most) * 100}%` }} />
                </span>
              </th>
              <td>{each.persons === null ? '<5' : format.exact(each.persons)}</td>
              <td>{each.persons !== null && total > 0 ? format.percent(each.persons / total) : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.note}>{t('overlap.note')}</p>
    </>
  );
}
