import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '@/features/research/parts/Research.module.css';
import { useSharingName } from '@/features/research/parts/useSharingName';
import type { components } from '@/lib/api/schema';
import { useFormat } from '@/lib/format/useFormat';

type Listed = components['schemas']['CohortListed'];

interface Props {
  things: Listed[];
  link: (thing: Listed) => ReactNode;
  /** Their numbers are used elsewhere, so they are shown. */
  numbered?: boolean;
}

const COLUMNS = ['name', 'number', 'owner', 'sharing', 'version', 'saved'] as const;

/** Cohorts or concept sets, each by its newest version. */
export function ShelfTable({ things, link, numbered = false }: Props) {
  const { t } = useTranslation('research');
  const format = useFormat();
  const called = useSharingName();
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          {COLUMNS.filter((key) => numbered || key !== 'number').map((key) => (
            <th key={key} scope="col">
              {t(`list.${key}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {things.map((each) => (
          <tr key={each.id}>
            <th scope="row">
              {link(each)}
              {each.description && <span className={styles.note}>{each.description}</span>}
            </th>
            {numbered && <td>{each.id}</td>}
            <td>{each.owner}</td>
            <td>{called(each)}</td>
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
