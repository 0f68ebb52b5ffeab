import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import { MenuButton } from '@/components/MenuButton';
import styles from '@/features/research/builder/Builder.module.css';
import { useBuilder } from '@/features/research/builder/context';
import { Attributes } from '@/features/research/builder/criteria/Attributes';
import { CorrelatedFields } from '@/features/research/builder/criteria/CorrelatedFields';
import { DaysField } from '@/features/research/builder/criteria/DaysField';
import { GroupPart } from '@/features/research/builder/criteria/GroupPart';
import { useDropTarget } from '@/features/research/builder/criteria/useDropTarget';
import { type Group, KIND_NAMES, merged, newCorrelated } from '@/features/research/builder/definition/circe';
import { LISTS, type List, newGroup } from '@/features/research/builder/definition/moving';
import {
  named,
  type Path,
  valueAt,
  withoutItem,
  withValue,
} from '@/features/research/builder/definition/paths';
import { Kept } from '@/features/research/builder/Kept';
import { Still } from '@/features/research/builder/Still';

const TYPES = ['ALL', 'ANY', 'AT_LEAST', 'AT_MOST'];
const MANY = 100;

interface Props {
  path: Path;
  /** What its parts are numbered after: `1.2.`; empty at the top. */
  number?: string;
  title?: string;
  onRemove?: () => void;
}

/** What must hold around an index event: criteria, what the person is, and groups of such, to any depth. */
export function GroupFields({ path, number = '', title, onRemove }: Props) {
  const { t } = useTranslation(['builder', 'circe']);
  const { expression, change, set, readOnly } = useBuilder();
  const { isOver, ...target } = useDropTarget(named(path), path);
  const group = (valueAt(expression, path) ?? {}) as Group;
  const type = (group.Type ?? 'ALL').toUpperCase();
  const lists = LISTS.map((list) => ({ list, items: (group[list] ?? []) as unknown[] }));
  const add = (list: List, item: unknown) => set([...path, list], [...(group[list] ?? []), item]);
  let count = 0;
  return (
    <div className={`${styles.stack} ${styles.group} ${isOver ? styles.over : ''}`} {...target}>
      <div className={styles.line}>
        {title && <span>{title}</span>}
        <Choice
          label={t('group.label')}
          value={TYPES.includes(type) ? type : 'AT_MOST'}
          disabled={readOnly}
          options={TYPES.map((each) => ({ value: each, label: t(`group.${each}`) }))}
          onChange={(next) => {
            const counted = next.startsWith('AT') ? (group.Count ?? 1) : undefined;
            change((now) => withValue(now, path, merged(group, { Type: next, Count: counted })));
          }}
        />
        {type !== 'ALL' && type !== 'ANY' && (
          <>
            <DaysField label={t('group.count')} path={[...path, 'Count']} otherwise={0} max={MANY} />
            <span>{t('group.counted')}</span>
          </>
        )}
        {onRemove && !readOnly && (
          <Button
            size="small"
            type="text"
            icon={<DeleteOutlined aria-hidden />}
            aria-label={t('around.remove')}
            onClick={onRemove}
          />
        )}
      </div>
      {lists.flatMap(({ list, items }) =>
        items.map((_, at) => {
          count += 1;
          const place = [...path, list, at];
          const called = `${number}${count}`;
          return (
            <Still key={named(place)} path={place} mark={called}>
              <GroupPart
                path={place}
                number={called}
                onRemove={() => change((now) => withoutItem(now, place))}
              >
                <PartFields list={list} path={place} number={`${called}.`} />
              </GroupPart>
            </Still>
          );
        }),
      )}
      {!readOnly && (
        <div>
          <MenuButton
            icon={<PlusOutlined aria-hidden />}
            name={t('group.add')}
            label={t('group.add')}
            actions={[
              ...KIND_NAMES.map((kind) => ({
                key: kind,
                label: t(`circe:kind.${kind}`),
                onSelect: () => add('CriteriaList', newCorrelated(kind)),
              })),
              {
                key: 'person',
                label: t('person.title'),
                onSelect: () => add('DemographicCriteriaList', { Age: { Value: 18, Op: 'gte' } }),
              },
              { key: 'group', label: t('group.nested'), onSelect: () => add('Groups', newGroup()) },
            ]}
          />
        </div>
      )}
      <Kept part="Group" value={group} />
    </div>
  );
}

function PartFields({ list, path, number }: { list: List; path: Path; number: string }) {
  const { t } = useTranslation('builder');
  const { expression } = useBuilder();
  if (list === 'CriteriaList') return <CorrelatedFields path={path} number={number} />;
  if (list === 'Groups') return <GroupFields path={path} number={number} />;
  return (
    <div className={styles.line}>
      <strong>{t('person.title')}</strong>
      <Attributes part="DemographicCriterion" path={path} domain="" />
      <Kept part="DemographicCriterion" value={valueAt(expression, path) as object} />
    </div>
  );
}
