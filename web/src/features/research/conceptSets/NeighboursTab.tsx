import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import type { Concept } from '@/features/research/builder/definition/circe';
import { type Expression, type Neighbour, neighboursQuery } from '@/features/research/conceptSets/api';
import styles from '@/features/research/conceptSets/ConceptSets.module.css';
import research from '@/features/research/parts/Research.module.css';
import { useFormat } from '@/lib/format/useFormat';
import { usePinned } from '@/lib/snapshot';

interface Props {
  expression: Expression;
  /** Undefined: nothing can be added. */
  onAdd?: (concept: Concept) => void;
}

/** Concepts that the set may have forgotten, and why they are named. */
export function NeighboursTab({ expression, onAdd }: Props) {
  const { t } = useTranslation('conceptSets');
  const format = useFormat();
  const { data, error, refetch } = useQuery(neighboursQuery(expression, usePinned()));
  if (error) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!data) return <Skeleton active paragraph={{ rows: 8 }} />;
  return (
    <Panel title={t('neighbours.title')} flush={data.neighbours.length > 0}>
      {data.refused && (
        <Alert
          className={styles.notice}
          type="info"
          showIcon
          title={t('neighbours.refused')}
          description={data.refused}
        />
      )}
      {data.neighbours.length === 0 ? (
        <EmptyState title={t('neighbours.none')} reason={t('neighbours.noneReason')} />
      ) : (
        <div className={styles.scroll}>
          <table className={research.table}>
            <thead>
              <tr>
                <th scope="col">{t('concept.name')}</th>
                <th scope="col">{t('neighbours.why')}</th>
                <th scope="col" className={research.number}>
                  {t('neighbours.persons')}
                </th>
                <th scope="col" className={research.number} title={t('neighbours.liftNote')}>
                  {t('neighbours.lift')}
                </th>
                {onAdd && <th aria-label={t('items.add')} />}
              </tr>
            </thead>
            <tbody>
              {data.neighbours.map((one) => (
                <tr key={`${one.id}-${one.relation}`}>
                  <th scope="row">
                    {one.name}
                    <span className={research.note}>
                      {one.id} · {one.vocabulary} {one.code}
                    </span>
                  </th>
                  <td>{t(`relation.${one.relation}`)}</td>
                  <td className={research.number}>{one.persons === null ? '' : format.exact(one.persons)}</td>
                  <td className={research.number}>{one.lift === null ? '' : one.lift.toFixed(1)}</td>
                  {onAdd && (
                    <td>
                      <Button
                        size="small"
                        icon={<PlusOutlined aria-hidden />}
                        aria-label={t('neighbours.add', { name: one.name })}
                        onClick={() => onAdd(asConcept(one))}
                      />
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function asConcept(one: Neighbour): Concept {
  return {
    CONCEPT_ID: one.id,
    CONCEPT_NAME: one.name,
    CONCEPT_CODE: one.code,
    DOMAIN_ID: one.domain,
    VOCABULARY_ID: one.vocabulary,
    STANDARD_CONCEPT: 'S',
  };
}
