import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import styles from '@/features/research/parts/Research.module.css';
import { useFormat } from '@/lib/format/useFormat';

interface Version {
  version: number;
  name: string;
  comment: string;
  author: string;
  saved_at: string;
}

interface Props {
  /** Newest first. */
  versions: Version[];
  /** The version's name as a link to it. */
  link: (version: number) => ReactNode;
  /** What a version has changed of the one before it. */
  difference: (version: number) => ReactNode;
}

/** All versions of something that is saved in them, and below what the chosen one has changed. */
export function VersionTable({ versions, link, difference }: Props) {
  const { t } = useTranslation('research');
  const format = useFormat();
  const [looked, setLooked] = useState(versions[0]?.version ?? 1);
  return (
    <>
      <Panel title={t('versions.title')} flush>
        <table className={styles.table}>
          <thead>
            <tr>
              {(['version', 'saved', 'author', 'comment', 'change'] as const).map((key) => (
                <th key={key} scope="col">
                  {t(`versions.${key}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {versions.map((each) => (
              <tr key={each.version}>
                <th scope="row">
                  {link(each.version)}
                  <span className={styles.note}>{each.name}</span>
                </th>
                <td title={format.dateTime(each.saved_at)}>{format.ago(each.saved_at)}</td>
                <td>{each.author}</td>
                <td>{each.comment}</td>
                <td>
                  {each.version > 1 && (
                    <button
                      type="button"
                      className={styles.textButton}
                      aria-pressed={each.version === looked}
                      onClick={() => setLooked(each.version)}
                    >
                      {t('versions.look', { version: each.version - 1 })}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
      {looked > 1 && difference(looked)}
    </>
  );
}
