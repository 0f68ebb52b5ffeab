import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { Form, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data } from '@/lib/api/client';
import { usePause } from '@/lib/usePause';

/** Concepts, found by name or number in the vocabulary; what lies beneath each is meant as well. */
export function ConceptField() {
  const { t } = useTranslation('security');
  const [typed, setTyped] = useState('');
  const text = usePause(typed.trim(), 250);
  const { data: found, isFetching } = useQuery({
    queryKey: ['policies', 'concepts', text],
    queryFn: ({ signal }) =>
      data(api.GET('/api/ontology/concepts', { params: { query: { q: text, limit: 20 } }, signal })),
    enabled: text !== '',
    placeholderData: keepPreviousData,
  });
  const chosen: number[] = Form.useWatch('concepts') ?? [];
  const known = useQueries({
    queries: chosen.map((concept) => ({
      queryKey: ['policies', 'concept', concept],
      queryFn: () =>
        data(api.GET('/api/ontology/concepts/{concept_id}', { params: { path: { concept_id: concept } } })),
      staleTime: Number.POSITIVE_INFINITY,
    })),
  });
  const named = new Map<number, string>();
  for (const { data: one } of known) if (one) named.set(one.concept_id, one.name);
  for (const one of found?.concepts ?? []) named.set(one.concept_id, one.name);
  return (
    <>
      <Form.Item name="concepts" label={t('policies.about.concepts')} extra={t('policies.conceptsNote')}>
        <Select
          mode="multiple"
          loading={isFetching}
          showSearch={{ filterOption: false, onSearch: setTyped }}
          notFoundContent={t('policies.conceptsType')}
          options={[...named].map(([id, name]) => ({ value: id, label: `${id} ${name}` }))}
        />
      </Form.Item>
      {chosen.length > 0 && (
        <Form.Item name="alone" label={t('policies.alone')}>
          <Select
            mode="multiple"
            options={chosen.map((id) => ({ value: id, label: `${id} ${named.get(id) ?? ''}` }))}
          />
        </Form.Item>
      )}
    </>
  );
}
