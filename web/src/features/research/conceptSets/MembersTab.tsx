import { useQuery } from '@tanstack/react-query';
import { Alert, Input, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { countsQuery, type Expression, membersQuery } from '@/features/research/conceptSets/api';
import styles from '@/features/research/conceptSets/ConceptSets.module.css';
import { CountCell } from '@/features/research/conceptSets/CountCell';
import research from '@/features/research/parts/Research.module.css';
import { useFormat } from '@/lib/format/useFormat';
import { usePinned } from '@/lib/snapshot';

/** Concepts on screen at a time; the search reaches them all. */
const SHOWN = 200;

/** The concepts that the items come to, with the hospital's records of each. */
export function MembersTab({ expression }: { expression: Expression }) {
  const { t } = useTranslation('conceptSets');
  const format = useFormat();
  const pinned = usePinned();
  const [words, setWords] = useState('');
  const { data: resolved, error, refetch } = useQuery(membersQuery(expression, pinned));
  const asked = words.trim().toLowerCase();
  const found = resolved?.members.filter((member) =>
    [member.name, member.code, String(member.id)].some((text) => text.toLowerCase().includes(asked)),
  );
  const shown = found?.slice(0, SHOWN) ?? [];
  const { data: counts } = useQuery(
    countsQuery(
      shown.map(({ id, domain }) => ({ id, domain })),
      pinned,
    ),
  );
  const counted = new Map(counts?.map((each) => [each.id, each]));
  if (error) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!resolved || !found) return <Skeleton active paragraph={{ rows: 8 }} />;
  return (
    <Panel title={t('members.title', { count: format.exact(resolved.members.length) })} flush>
      {resolved.missing.length > 0 && (
        <Alert
          className={styles.notice}
          type="warning"
          showIcon
          title={t('members.missing', { ids: resolved.missing.join(', ') })}
        />
      )}
      {resolved.members.length === 0 ? (
        <EmptyState title={t('members.none')} reason={t('members.noneReason')} />
      ) : (
        <>
          <Input
            className={research.search}
            value={words}
            onChange={(event) => setWords(event.target.value)}
            placeholder={t('members.search')}
            aria-label={t('members.search')}
            allowClear
          />
          <div className={styles.scroll}>
            <table className={research.table}>
              <thead>
                <tr>
                  <th scope="col">{t('concept.name')}</th>
                  <th scope="col">{t('concept.vocabulary')}</th>
                  <th scope="col">{t('concept.domain')}</th>
                  <th scope="col" className={research.number}>
                    {t('count.records')}
                  </th>
                  <th scope="col" className={research.number}>
                    {t('count.persons')}
                  </th>
                </tr>
              </thead>
              <tbody>
                {shown.map((member) => (
                  <tr key={member.id}>
                    <th scope="row">
                      {member.name}
                      <span className={research.note}>
                        {member.id} · {member.concept_class}
                      </span>
                    </th>
                    <td>
                      {member.vocabulary} {member.code}
                    </td>
                    <td>{member.domain}</td>
                    <CountCell counted={Boolean(counts)} value={counted.get(member.id)?.records} />
                    <CountCell counted={Boolean(counts)} value={counted.get(member.id)?.persons} />
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {found.length > SHOWN && (
            <p className={research.empty}>
              {t('members.more', { count: format.exact(found.length - SHOWN) })}
            </p>
          )}
        </>
      )}
    </Panel>
  );
}
