import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { type Cohort, cohortQuery, readingQuery, versionsQuery } from '@/features/research/api/cohorts';
import { Reading } from '@/features/research/parts/Reading';
import styles from '@/features/research/parts/Research.module.css';
import { VersionTable } from '@/features/research/parts/VersionTable';
import { useFormat } from '@/lib/format/useFormat';

/** Nothing, always the same. */
const NONE = {};

/** All versions, and what one has changed of the one before. */
export function VersionsTab({ cohort }: { cohort: Cohort }) {
  const { t } = useTranslation('research');
  const { data: versions, error, refetch } = useQuery(versionsQuery(cohort.id));
  if (error) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!versions) return <Skeleton active paragraph={{ rows: 6 }} />;
  return (
    <VersionTable
      versions={versions}
      link={(version) => (
        <Link
          to="/research/$cohort"
          params={{ cohort: String(cohort.id) }}
          search={{ version: version === cohort.latest ? undefined : version }}
        >
          {t('versions.name', { version })}
        </Link>
      )}
      difference={(version) => <Difference cohort={cohort.id} version={version} />}
    />
  );
}

function Difference({ cohort, version }: { cohort: number; version: number }) {
  const { t } = useTranslation('research');
  const { data: before } = useQuery(cohortQuery(cohort, version - 1));
  const { data: after } = useQuery(cohortQuery(cohort, version));
  const { language } = useFormat();
  const { data: reading, error } = useQuery({
    ...readingQuery(after?.expression ?? NONE, language, before?.expression),
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
