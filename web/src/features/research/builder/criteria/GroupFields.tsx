import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import { MenuButton } from '@/components/MenuButton';
import { Attributes } from '@/features/research/builder/Attributes';
import { DEMOGRAPHICS } from '@/features/research/builder/attributes';
import styles from '@/features/research/builder/Builder.module.css';
import { CorrelatedFields } from '@/features/research/builder/CorrelatedFields';
import {
  type Expression,
  type Group,
  KIND_NAMES,
  merged,
  newCorrelated,
  replaced,
  without,
} from '@/features/research/builder/circe';
import { useBuilder } from '@/features/research/builder/context';

const TYPES = ['ALL', 'ANY', 'AT_LEAST', 'AT_MOST'];

interface Props {
  group: Group;
  path: string;
  place: (group: Group, expression: Expression) => Expression;
}

/** What must hold around an entry event; groups inside it are kept as they are. */
export function GroupFields({ group, path, place }: Props) {
  const { t } = useTranslation('builder');
  const { expression, change, places, readOnly } = useBuilder();
  const criteria = group.CriteriaList ?? [];
  const persons = group.DemographicCriteriaList ?? [];
  const groups = group.Groups ?? [];
  const type = (group.Type ?? 'ALL').toUpperCase();
  const set = (changes: Partial<Group>, about?: string) =>
    change(place(merged(group, changes), expression), about && `${path}.${about}`);
  const remove = (label: string, act: () => void) =>
    !readOnly && (
      <Button
        size="small"
        type="text"
        icon={<DeleteOutlined aria-hidden />}
        aria-label={label}
        onClick={act}
      />
    );
  return (
    <div className={styles.stack}>
      <div className={styles.line}>
        <Choice
          label={t('group.label')}
          value={type}
          options={TYPES.map((each) => ({ value: each, label: t(`group.${each}`) }))}
          onChange={(next) =>
            !readOnly && set({ Type: next, Count: next.startsWith('AT') ? (group.Count ?? 1) : undefined })
          }
        />
        {type.startsWith('AT') && (
          <InputNumber
            size="small"
            min={0}
            max={100}
            className={styles.days}
            aria-label={t('group.count')}
            disabled={readOnly}
            value={group.Count ?? 1}
            onChange={(count) => count !== null && set({ Count: count }, 'count')}
          />
        )}
      </div>
      {criteria.map((part, at) => (
        <CorrelatedFields
          // biome-ignore lint/suspicious/noArrayIndexKey: they have nothing else to be known by
          key={at}
          part={part}
          path={`${path}.CriteriaList[${at}]`}
          place={(next, from) => place({ ...group, CriteriaList: replaced(criteria, at, next) }, from)}
          onRemove={() => set({ CriteriaList: without(criteria, at) })}
        />
      ))}
      {persons.map((person, at) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: they have nothing else to be known by
          key={at}
          className={`${styles.card} ${styles.line} ${styles.spread}`}
        >
          <div className={styles.line}>
            <strong>{t('person.title')}</strong>
            <Attributes
              attributes={DEMOGRAPHICS}
              values={person}
              onChange={(changes, about) =>
                set(
                  { DemographicCriteriaList: replaced(persons, at, merged(person, changes)) },
                  about && `person${at}.${about}`,
                )
              }
            />
            {Object.entries(person).some(
              ([name, value]) =>
                !['Age', 'Gender'].includes(name) && !(Array.isArray(value) && !value.length) && value,
            ) && (
              <span className={styles.kept}>
                {places[`${path}.DemographicCriteriaList[${at}]`]} <em>({t('kept')})</em>
              </span>
            )}
          </div>
          {remove(t('group.removePart'), () => set({ DemographicCriteriaList: without(persons, at) }))}
        </div>
      ))}
      {groups.map((inner, at) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: they have nothing else to be known by
          key={at}
          className={`${styles.line} ${styles.spread}`}
        >
          <p className={styles.kept}>
            {places[`${path}.Groups[${at}]`] ?? inner.Type} <em>({t('kept')})</em>
          </p>
          {remove(t('group.removePart'), () => set({ Groups: without(groups, at) }))}
        </div>
      ))}
      {!readOnly && (
        <div>
          <MenuButton
            icon={<PlusOutlined aria-hidden />}
            name={t('group.add')}
            label={t('group.add')}
            actions={[
              ...KIND_NAMES.map((kind) => ({
                key: kind,
                label: t(`kind.${kind}`),
                onSelect: () => set({ CriteriaList: [...criteria, newCorrelated(kind)] }),
              })),
              {
                key: 'person',
                label: t('person.title'),
                onSelect: () =>
                  set({ DemographicCriteriaList: [...persons, { Age: { Value: 18, Op: 'gte' } }] }),
              },
            ]}
          />
        </div>
      )}
    </div>
  );
}
