import { DeleteOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox } from 'antd';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { countsQuery, type Expression } from '@/features/research/conceptSets/api';
import styles from '@/features/research/conceptSets/ConceptSets.module.css';
import { CountCell } from '@/features/research/conceptSets/CountCell';
import { FLAGS, itemsOf, withFlag, without } from '@/features/research/conceptSets/items';
import research from '@/features/research/parts/Research.module.css';
import { usePinned } from '@/lib/snapshot';

interface Props {
  expression: Expression;
  /** Undefined: to be looked at only. */
  onChange?: (expression: Expression) => void;
}

/** The items, with how many of the hospital's persons each catches alone and with its descendants. */
export function ItemTable({ expression, onChange }: Props) {
  const { t } = useTranslation('conceptSets');
  const pinned = usePinned();
  const items = itemsOf(expression);
  const asked = items.flatMap(({ concept }) =>
    concept.CONCEPT_ID === undefined
      ? []
      : [{ id: concept.CONCEPT_ID, domain: String(concept.DOMAIN_ID ?? '') }],
  );
  const { data: counts } = useQuery(countsQuery(asked.slice(0, 1000), pinned));
  const counted = new Map(counts?.map((each) => [each.id, each]));
  if (items.length === 0) return <EmptyState title={t('items.none')} reason={t('items.noneReason')} />;
  return (
    <div className={styles.scroll}>
      <table className={research.table}>
        <thead>
          <tr>
            <th scope="col">{t('concept.name')}</th>
            <th scope="col">{t('concept.domain')}</th>
            {FLAGS.map((flag) => (
              <th key={flag} scope="col">
                {t(`flag.${flag}`)}
              </th>
            ))}
            <th scope="col" className={research.number}>
              {t('count.persons')}
            </th>
            <th scope="col" className={research.number}>
              {t('count.personsBelow')}
            </th>
            {onChange && <th aria-label={t('items.remove')} />}
          </tr>
        </thead>
        <tbody>
          {items.map((item, at) => {
            const { concept } = item;
            const name = String(concept.CONCEPT_NAME ?? concept.CONCEPT_ID ?? '');
            const count = counted.get(concept.CONCEPT_ID ?? -1);
            return (
              <tr key={concept.CONCEPT_ID ?? `item-${at}`}>
                <th scope="row">
                  {name}
                  <span className={research.note}>
                    {concept.CONCEPT_ID} · {String(concept.VOCABULARY_ID ?? '')}{' '}
                    {String(concept.CONCEPT_CODE ?? '')}
                  </span>
                </th>
                <td>{String(concept.DOMAIN_ID ?? '')}</td>
                {FLAGS.map((flag) => (
                  <td key={flag}>
                    <Checkbox
                      checked={item[flag] ?? false}
                      disabled={!onChange}
                      aria-label={`${name}: ${t(`flag.${flag}`)}`}
                      onChange={(event) => onChange?.(withFlag(expression, at, flag, event.target.checked))}
                    />
                  </td>
                ))}
                <CountCell counted={Boolean(counts)} value={count?.persons} />
                <CountCell counted={Boolean(counts)} value={count?.persons_with_descendants} />
                {onChange && (
                  <td>
                    <Button
                      size="small"
                      type="text"
                      icon={<DeleteOutlined aria-hidden />}
                      aria-label={t('items.removeName', { name })}
                      onClick={() => onChange(without(expression, at))}
                    />
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
