import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Skeleton, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Facts } from '@/components/Facts';
import styles from '@/features/ontology/OntologyPage.module.css';
import type { ConceptSearch } from '@/features/ontology/routes';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import { useFormat } from '@/lib/format/useFormat';
import { usePinned } from '@/lib/snapshot';

type Related = components['schemas']['RelatedOut'];

/** A concept with its other names, its neighbours in the hierarchy, and its mappings. */
export function ConceptPanel({ id, search }: { id: string; search: ConceptSearch }) {
  const { t } = useTranslation('ontology');
  const pinned = usePinned();
  const {
    data: concept,
    error,
    refetch,
  } = useQuery({
    queryKey: ['concepts', 'one', id, pinned],
    queryFn: () =>
      data(
        api.GET('/api/ontology/concepts/{concept_id}', {
          params: { path: { concept_id: Number(id) }, query: { snapshot: pinned } },
        }),
      ),
  });
  if (error) {
    return (
      <div className={styles.concept}>
        <ErrorNotice error={error} onRetry={refetch} />
      </div>
    );
  }
  if (!concept) {
    return (
      <div className={styles.concept}>
        <Skeleton active paragraph={{ rows: 8 }} />
      </div>
    );
  }
  const facts: [string, string][] = [
    [t('conceptId'), String(concept.concept_id)],
    [t('code'), `${concept.vocabulary} ${concept.code}`],
    [t('class'), concept.concept_class],
    [t('valid'), `${concept.valid_start} ~ ${concept.valid_end}`],
  ];
  const relations: [string, Related][] = [
    [t('mapsTo'), concept.maps_to],
    [t('mappedFrom'), concept.mapped_from],
    [t('parents'), concept.parents],
    [t('children'), concept.children],
  ];
  return (
    <article className={styles.concept}>
      <h2 className={styles.heading}>{concept.name}</h2>
      <div className={styles.tags}>
        <Tag>{concept.domain}</Tag>
        {concept.standard === 'S' && <Tag color="success">{t('standard')}</Tag>}
        {concept.standard === 'C' && <Tag>{t('classification')}</Tag>}
        {concept.standard === null && <Tag color="warning">{t('nonStandard')}</Tag>}
        {concept.invalid_reason && <Tag color="error">{t('invalid')}</Tag>}
      </div>
      <Facts facts={[...facts, [t('synonyms'), concept.synonyms.map((one) => one.name).join(', ')]]} />
      {relations.map(([title, related]) => (
        <RelatedList key={title} title={title} related={related} search={search} />
      ))}
    </article>
  );
}

function RelatedList({ title, related, search }: { title: string; related: Related; search: ConceptSearch }) {
  const { t } = useTranslation('ontology');
  const format = useFormat();
  if (related.total === 0) return null;
  return (
    <section className={styles.related}>
      <h3>
        {title} <span className={styles.quiet}>{format.exact(related.total)}</span>
      </h3>
      <ul>
        {related.concepts.map((one) => (
          <li key={one.concept_id}>
            <Link to="/ontology/$concept" params={{ concept: String(one.concept_id) }} search={search}>
              {one.name}
            </Link>
            <span className={styles.quiet}>
              {one.vocabulary} {one.code}
            </span>
          </li>
        ))}
      </ul>
      {related.total > related.concepts.length && (
        <p className={styles.quiet}>{t('firstOnly', { count: related.concepts.length })}</p>
      )}
    </section>
  );
}
