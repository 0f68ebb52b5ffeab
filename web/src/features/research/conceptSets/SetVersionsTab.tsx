import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import {
  type ConceptSet,
  comparisonQuery,
  conceptSetQuery,
  type Member,
  setVersionsQuery,
} from '@/features/research/conceptSets/api';
import research from '@/features/research/parts/Research.module.css';
import { VersionTable } from '@/features/research/parts/VersionTable';
import { useFormat } from '@/lib/format/useFormat';
import { usePinned } from '@/lib/snapshot';

/** All versions, and which concepts one has brought or taken since the one before. */
export function SetVersionsTab({ set }: { set: ConceptSet }) {
  const { t } = useTranslation('conceptSets');
  const { data: versions, error, refetch } = useQuery(setVersionsQuery(set.id));
  if (error) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!versions) return <Skeleton active paragraph={{ rows: 6 }} />;
  return (
    <VersionTable
      versions={versions}
      link={(version) => (
        <Link
          to="/research/concept-sets/$set"
          params={{ set: String(set.id) }}
          search={{ tab: 'versions', version: version === set.latest ? undefined : version }}
        >
          {t('versions.name', { version })}
        </Link>
      )}
      difference={(version) => <Difference set={set.id} version={version} />}
    />
  );
}

function Difference({ set, version }: { set: number; version: number }) {
  const { t } = useTranslation('conceptSets');
  const format = useFormat();
  const { data: before } = useQuery(conceptSetQuery(set, version - 1));
  const { data: after } = useQuery(conceptSetQuery(set, version));
  const pinned = usePinned();
  const { data: difference, error } = useQuery({
    ...comparisonQuery(after?.expression ?? {}, before?.expression ?? {}, pinned),
    enabled: Boolean(before && after),
  });
  return (
    <Panel title={t('versions.between', { before: version - 1, after: version })}>
      {error && <ErrorNotice error={error} compact />}
      {!difference && !error && <Skeleton active title={false} />}
      {difference && (
        <>
          <p className={research.quiet}>
            {t('versions.both', { count: difference.both, shown: format.exact(difference.both) })}
          </p>
          <Concepts title={t('versions.added')} members={difference.added} />
          <Concepts title={t('versions.removed')} members={difference.removed} />
        </>
      )}
    </Panel>
  );
}

function Concepts({ title, members }: { title: string; members: Member[] }) {
  const format = useFormat();
  if (members.length === 0) return null;
  return (
    <>
      <h3>
        {title} ({format.exact(members.length)})
      </h3>
      <ul>
        {members.slice(0, 100).map((member) => (
          <li key={member.id}>
            {member.name} <span className={research.quiet}>{member.id}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
