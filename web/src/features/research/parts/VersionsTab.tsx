import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { type Cohort, cohortQuery, readingQuery, versionsQuery } from '@/features/research/api/cohorts';
import { Reading } from '@/features/research/parts/Reading';
import styles from '@/features/research/parts/Research.module.css';
import { useFormat } from '@/lib/format/useFormat';

/** All versions, and what one has changed of the one before. */
export function VersionsTab({ cohort }: { cohort: Cohort }) {
  const { t } = useTranslation('research');
  const format = useFormat();
  const { data: versions, error, refetch } = useQuery(versionsQuery(cohort.id));
  const [looked, setLooked] = useState(cohort.latest);
  if (error) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!versions) return <Skeleton active paragraph={{ rows: 6 }} />;
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
                  <Link
                    to="/research/$cohort"
                    params={{ cohort: String(cohort.id) }}
                    search={{ version: each.version === cohort.latest ? undefined : each.version }}
                  >
                    {t('versions.name', { version: each.version })}
                  </Link>
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
      {looked > 1 && <Difference cohort={cohort.id} version={looked} />}
    </>
  );
}

function Difference({ cohort, version }: { cohort: number; version: number }) {
  const { t } = useTranslation('research');
  const { data: before } = useQuery(cohortQuery(cohort, version - 1));
  const { data: after } = useQuery(cohortQuery(cohort, version));
  const { language } = useFormat();
  const { data: reading, error } = useQuery({
    ...readingQuery(after?.expression ?? {}, language, before?.expression),
    enabled: Boolean(before && after),
  });
  const same = reading?.lines.every((line) => line.change === 'same');
  return (
    <Panel title={t('versions.between', { before: version - 1, after: version })}>
      {error && <ErrorNotice error={error} compact />}
      {!reading && !error && <Skeleton active title={false} />}
      {same && <p className={styles.quiet}>{t('versions.same')}</p>}
      {reading && !same && <Reading lines={reading.lines} />}
    </Panel>
  );
}
