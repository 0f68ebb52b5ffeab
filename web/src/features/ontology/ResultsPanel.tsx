import { SearchOutlined } from '@ant-design/icons';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Checkbox, Input, Skeleton, Tag } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import styles from '@/features/ontology/OntologyPage.module.css';
import type { ConceptSearch } from '@/features/ontology/routes';
import { api, data } from '@/lib/api/client';
import { useFormat } from '@/lib/format/useFormat';
import { usePinned } from '@/lib/snapshot';

const SIZE = 50;
/** Milliseconds without a key after which the server is asked. */
const PAUSE = 200;
/** OMOP's domain ids that people search by. */
const DOMAINS = [
  'Condition',
  'Drug',
  'Measurement',
  'Procedure',
  'Observation',
  'Device',
  'Specimen',
  'Visit',
  'Unit',
];

interface Props {
  search: ConceptSearch;
  chosen: string | undefined;
}

export function ResultsPanel({ search, chosen }: Props) {
  const { t } = useTranslation('ontology');
  const format = useFormat();
  const navigate = useNavigate();
  const pinned = usePinned();
  const { q = '', domain, standard, page = 1 } = search;
  const [text, setText] = useState(q);
  const change = (next: ConceptSearch) =>
    navigate({ to: '.', search: { ...search, page: undefined, ...next }, replace: true });
  useEffect(() => setText(q), [q]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed starts the pause
  useEffect(() => {
    if (text.trim() === q) return;
    const timer = setTimeout(() => void change({ q: text.trim() || undefined }), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  const {
    data: found,
    error,
    refetch,
    isPending,
  } = useQuery({
    queryKey: ['concepts', q, domain, standard, page, pinned],
    queryFn: ({ signal }) =>
      data(
        api.GET('/api/ontology/concepts', {
          params: {
            query: {
              q,
              domain: domain ? [domain] : [],
              standard: standard ?? false,
              limit: SIZE,
              offset: (page - 1) * SIZE,
              snapshot: pinned,
            },
          },
          signal,
        }),
      ),
    enabled: q !== '',
    placeholderData: keepPreviousData,
  });
  const { data: vocabulary } = useQuery({
    queryKey: ['concepts', 'vocabulary', pinned],
    queryFn: () => data(api.GET('/api/ontology/vocabulary', { params: { query: { snapshot: pinned } } })),
    retry: false,
  });
  return (
    <div className={styles.pane}>
      <div className={styles.search}>
        <Input
          value={text}
          onChange={(event) => setText(event.target.value)}
          prefix={<SearchOutlined aria-hidden />}
          placeholder={t('search')}
          aria-label={t('search')}
          data-search-here
          allowClear
        />
        <div className={styles.filters}>
          <Choice
            label={t('domain')}
            value={domain ?? ''}
            options={[
              { value: '', label: t('anyDomain') },
              ...DOMAINS.map((one) => ({ value: one, label: one })),
            ]}
            onChange={(value) => change({ domain: value || undefined })}
          />
          <Checkbox
            checked={standard ?? false}
            onChange={(event) => change({ standard: event.target.checked || undefined })}
          >
            {t('standardOnly')}
          </Checkbox>
          {q !== '' && found && (
            <span className={styles.count} aria-live="polite">
              {t('found', { count: format.exact(found.total) })}
            </span>
          )}
        </div>
        {vocabulary && (
          <p className={styles.vocabulary}>{t('vocabulary', { version: vocabulary.version })}</p>
        )}
      </div>
      {q === '' ? (
        <EmptyState title={t('start.title')} reason={t('start.reason')} />
      ) : error ? (
        <div style={{ padding: 12 }}>
          <ErrorNotice error={error} onRetry={refetch} />
        </div>
      ) : isPending ? (
        <div style={{ padding: 16 }}>
          <Skeleton active title={false} paragraph={{ rows: 8 }} />
        </div>
      ) : found.concepts.length === 0 ? (
        <EmptyState title={t('none.title', { q })} reason={t('none.reason')} />
      ) : (
        <ul className={styles.results}>
          {found.concepts.map((one) => (
            <li key={one.concept_id}>
              <Link
                to="/ontology/$concept"
                params={{ concept: String(one.concept_id) }}
                search={search}
                className={String(one.concept_id) === chosen ? styles.chosen : styles.result}
                aria-current={String(one.concept_id) === chosen ? 'true' : undefined}
              >
                <span className={styles.name}>
                  {one.name}
                  {one.standard === 'S' && <Tag color="success">{t('standard')}</Tag>}
                </span>
                {one.synonym && <span className={styles.synonym}>{one.synonym}</span>}
                <span className={styles.meta}>
                  {one.concept_id} · {one.vocabulary} {one.code} · {one.domain} · {one.concept_class}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {found && found.total > SIZE && q !== '' && (
        <div className={styles.pager}>
          <span>{t('page', { page, pages: Math.ceil(found.total / SIZE) })}</span>
          <Button size="small" disabled={page <= 1} onClick={() => change({ page: page - 1 })}>
            {t('previous')}
          </Button>
          <Button
            size="small"
            disabled={page * SIZE >= Math.min(found.total, 9000)}
            onClick={() => change({ page: page + 1 })}
          >
            {t('next')}
          </Button>
        </div>
      )}
    </div>
  );
}
