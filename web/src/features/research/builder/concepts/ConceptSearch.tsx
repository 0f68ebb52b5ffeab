import { PlusOutlined, SearchOutlined } from '@ant-design/icons';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Input, Skeleton, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import { ErrorNotice } from '@/components/ErrorNotice';
import styles from '@/features/research/builder/concepts/Concepts.module.css';
import type { Concept } from '@/features/research/builder/definition/circe';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import { useFormat } from '@/lib/format/useFormat';
import { usePinned } from '@/lib/snapshot';
import { usePause } from '@/lib/usePause';

type Hit = components['schemas']['ConceptHit'];

const MOST = 30;
const DOMAINS = ['Condition', 'Drug', 'Procedure', 'Measurement', 'Observation', 'Visit', 'Device', 'Unit'];

interface Props {
  domain: string;
  /** Codes of a source are looked for: they are not standard. */
  source?: boolean;
  chosen: number[];
  onChoose: (concept: Concept) => void;
}

/** Finds concepts by name, synonym or code, in Korean or English; a click takes one. */
export function ConceptSearch({ domain: first, source = false, chosen, onChoose }: Props) {
  const { t } = useTranslation('builder');
  const format = useFormat();
  const pinned = usePinned();
  const [text, setText] = useState('');
  const [domain, setDomain] = useState(first);
  const [standard, setStandard] = useState(!source);
  const asked = usePause(text.trim(), 200);
  const { data: found, error } = useQuery({
    queryKey: ['concepts', asked, domain, standard, 'builder', pinned],
    queryFn: ({ signal }) =>
      data(
        api.GET('/api/ontology/concepts', {
          params: {
            query: {
              q: asked,
              domain: domain ? [domain] : [],
              standard,
              limit: MOST,
              snapshot: pinned,
            },
          },
          signal,
        }),
      ),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
    retry: false,
  });
  return (
    <div className={styles.search}>
      <Input
        autoFocus
        value={text}
        onChange={(event) => setText(event.target.value)}
        prefix={<SearchOutlined aria-hidden />}
        placeholder={t('concepts.search')}
        aria-label={t('concepts.search')}
        allowClear
      />
      <div className={styles.filters}>
        <Choice
          label={t('concepts.domain')}
          value={domain}
          options={[
            { value: '', label: t('concepts.anyDomain') },
            ...DOMAINS.concat(first && !DOMAINS.includes(first) ? [first] : []).map((one) => ({
              value: one,
              label: t(`domain.${one}`),
            })),
          ]}
          onChange={setDomain}
        />
        <Checkbox checked={standard} onChange={(event) => setStandard(event.target.checked)}>
          {t('concepts.standardOnly')}
        </Checkbox>
        {asked && found && (
          <span className={styles.quiet} aria-live="polite">
            {t('concepts.found', { count: format.exact(found.total) })}
          </span>
        )}
      </div>
      {error && <ErrorNotice error={error} compact />}
      {!asked && <p className={styles.quiet}>{t('concepts.begin')}</p>}
      {asked && !found && !error && <Skeleton active title={false} paragraph={{ rows: 5 }} />}
      {asked && found?.concepts.length === 0 && (
        <p className={styles.quiet}>{t('concepts.none', { q: asked })}</p>
      )}
      {asked && found && found.concepts.length > 0 && (
        <ul className={styles.hits}>
          {found.concepts.map((hit) => (
            <li key={hit.concept_id}>
              <span className={styles.hit}>
                <span>
                  {hit.name} {hit.standard === 'S' && <Tag color="success">{t('concepts.standard')}</Tag>}
                </span>
                {hit.synonym && <span>{hit.synonym}</span>}
                <span className={styles.quiet}>
                  {hit.concept_id} · {hit.vocabulary} {hit.code} · {hit.concept_class}
                </span>
              </span>
              <Button
                size="small"
                icon={<PlusOutlined aria-hidden />}
                disabled={chosen.includes(hit.concept_id)}
                aria-label={t('concepts.addName', { name: hit.name })}
                onClick={() => onChoose(asCirce(hit))}
              >
                {t(chosen.includes(hit.concept_id) ? 'concepts.added' : 'concepts.add')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** A concept as ATLAS writes it into a definition. */
function asCirce(hit: Hit): Concept {
  return {
    CONCEPT_ID: hit.concept_id,
    CONCEPT_NAME: hit.name,
    CONCEPT_CODE: hit.code,
    DOMAIN_ID: hit.domain,
    VOCABULARY_ID: hit.vocabulary,
    CONCEPT_CLASS_ID: hit.concept_class,
    STANDARD_CONCEPT: hit.standard ?? 'N',
    STANDARD_CONCEPT_CAPTION:
      hit.standard === 'S' ? 'Standard' : hit.standard === 'C' ? 'Classification' : 'Non-Standard',
    INVALID_REASON: hit.invalid_reason ?? 'V',
    INVALID_REASON_CAPTION: hit.invalid_reason ? 'Invalid' : 'Valid',
  };
}
