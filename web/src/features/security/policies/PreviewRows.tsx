import { LockOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import styles from '@/features/security/policies/PolicyPreview.module.css';
import type { components } from '@/lib/api/schema';
import { maskName } from '@/lib/masks';

/** The few rows of a preview, with a lock at each masked column. */
export function PreviewRows({
  label,
  answer,
}: {
  label: string;
  answer: components['schemas']['AnswerBody'];
}) {
  const { t } = useTranslation('security');
  if (answer.rows.length === 0) return <p className={styles.quiet}>{t('policies.preview.noRows')}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={styles.rows} tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            {answer.columns.map(({ name, mask }) => (
              <th key={name} scope="col">
                {mask && (
                  <LockOutlined
                    title={maskName(t, mask)}
                    aria-label={t('grid.masked', { mask: maskName(t, mask) })}
                  />
                )}{' '}
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {answer.rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of an answer have no other name
            <tr key={index}>
              {row.map((value, column) => (
                <td key={answer.columns[column]?.name}>
                  {value === null ? <span className={styles.quiet}>null</span> : String(value)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
