import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CohortListed } from '@/features/research/api/cohorts';
import styles from '@/features/research/parts/Research.module.css';
import { useFormat } from '@/lib/format/useFormat';

export function CohortTable({ cohorts }: { cohorts: CohortListed[] }) {
  const { t } = useTranslation('research');
  const format = useFormat();
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          {(['name', 'number', 'owner', 'sharing', 'version', 'saved'] as const).map((key) => (
            <th key={key} scope="col">
              {t(`list.${key}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {cohorts.map((each) => (
          <tr key={each.id}>
            <th scope="row">
              <Link to="/research/$cohort" params={{ cohort: String(each.id) }}>
                {each.name}
              </Link>
              {each.description && <span className={styles.note}>{each.description}</span>}
            </th>
            <td>{each.id}</td>
            <td>{each.owner}</td>
            <td>{t(`sharing.${each.sharing}`)}</td>
            <td>{each.version}</td>
            <td title={format.dateTime(each.saved_at)}>
              {format.ago(each.saved_at)}
              <span className={styles.quiet}> · {each.author}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
