import { useQuery } from '@tanstack/react-query';
import { Skeleton, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { type Expression, type SourceCode, sourceCodesQuery } from '@/features/research/conceptSets/api';
import styles from '@/features/research/conceptSets/ConceptSets.module.css';
import research from '@/features/research/parts/Research.module.css';
import { useFormat } from '@/lib/format/useFormat';
import { usePinned } from '@/lib/snapshot';

const COLOUR = { caught: 'success', near: 'default', unmapped: 'warning' } as const;

/** The hospital's own codes: caught by the set, near it, or without a concept though they begin alike. */
export function CodesTab({ expression }: { expression: Expression }) {
  const { t } = useTranslation('conceptSets');
  const { data: codes, error, refetch } = useQuery(sourceCodesQuery(expression, usePinned()));
  if (error) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!codes) return <Skeleton active paragraph={{ rows: 8 }} />;
  return (
    <Panel title={t('codes.title')} flush={codes.length > 0}>
      {codes.length === 0 ? (
        <EmptyState title={t('codes.none')} reason={t('codes.noneReason')} />
      ) : (
        <div className={styles.scroll}>
          <CodeTable codes={codes} />
        </div>
      )}
    </Panel>
  );
}

function CodeTable({ codes }: { codes: SourceCode[] }) {
  const { t } = useTranslation('conceptSets');
  const format = useFormat();
  return (
    <table className={research.table}>
      <thead>
        <tr>
          {(['code', 'verdict', 'concept', 'table'] as const).map((key) => (
            <th key={key} scope="col">
              {t(`codes.${key}`)}
            </th>
          ))}
          <th scope="col" className={research.number}>
            {t('count.records')}
          </th>
          <th scope="col" className={research.number}>
            {t('count.persons')}
          </th>
        </tr>
      </thead>
      <tbody>
        {codes.map((one) => (
          <tr key={`${one.table}-${one.code}-${one.concept_id}`}>
            <th scope="row">{one.code}</th>
            <td>
              <Tag color={COLOUR[one.verdict]}>{t(`verdict.${one.verdict}`)}</Tag>
            </td>
            <td>{one.concept || t('codes.noConcept')}</td>
            <td>{one.table}</td>
            <td className={research.number}>{format.exact(one.records)}</td>
            <td className={research.number}>{format.exact(one.persons)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
