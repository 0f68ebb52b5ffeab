import { Checkbox } from 'antd';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import styles from '@/features/research/builder/Builder.module.css';
import { ConceptSetField } from '@/features/research/builder/concepts/ConceptSetField';
import { useBuilder } from '@/features/research/builder/context';
import { Attributes } from '@/features/research/builder/criteria/Attributes';
import { CriterionList } from '@/features/research/builder/criteria/CriterionList';
import { GroupFields } from '@/features/research/builder/criteria/GroupFields';
import { membersOf } from '@/features/research/builder/definition/attributes';
import {
  type Criterion,
  type Group,
  isEmpty,
  KIND_NAMES,
  KINDS,
  type Kind,
  kindOf,
} from '@/features/research/builder/definition/circe';
import { newGroup } from '@/features/research/builder/definition/moving';
import { type Path, valueAt } from '@/features/research/builder/definition/paths';
import { Kept } from '@/features/research/builder/Kept';

interface Props {
  /** The criterion's place, without its kind. */
  path: Path;
  /** What the parts around its events are numbered after: `1.2.`. */
  number: string;
}

/** A criterion's kind, concepts and attributes, and what must hold around each of its events. */
export function CriterionFields({ path, number }: Props) {
  const { t } = useTranslation(['builder', 'circe']);
  const { expression, set, readOnly } = useBuilder();
  const criterion = (valueAt(expression, path) ?? {}) as Criterion;
  const kind = kindOf(criterion);
  const members = membersOf(kind);
  const own = [...path, kind];
  const values = criterion[kind] ?? {};
  const around = values.CorrelatedCriteria as Group | undefined;
  return (
    <div className={styles.stack}>
      <div className={styles.line}>
        <Choice
          label={t('kind.label')}
          value={kind}
          disabled={readOnly}
          options={KIND_NAMES.map((name) => ({ value: name, label: t(`circe:kind.${name}`) }))}
          onChange={(next) => set(path, { [next]: carried(values, kind, next as Kind) })}
        />
        {'CodesetId' in members && (
          <ConceptSetField label={t('set.label')} domain={KINDS[kind]} path={[...own, 'CodesetId']} />
        )}
        {'First' in members && (
          <Checkbox
            checked={values.First === true}
            disabled={readOnly}
            onChange={(event) => set([...own, 'First'], event.target.checked || undefined)}
          >
            {t('first')}
          </Checkbox>
        )}
      </div>
      {'CriteriaList' in members && (
        <CriterionList path={[...own, 'CriteriaList']} number={number} add={t('entry.add')} />
      )}
      <div className={styles.line}>
        <Attributes
          part={kind}
          path={own}
          domain={KINDS[kind]}
          actions={
            !around
              ? [
                  {
                    key: 'around',
                    label: t('around.add'),
                    onSelect: () => set([...own, 'CorrelatedCriteria'], newGroup()),
                  },
                ]
              : []
          }
        />
      </div>
      {around && (!isEmpty(around) || !readOnly) && (
        <div className={styles.around}>
          <GroupFields
            path={[...own, 'CorrelatedCriteria']}
            number={number}
            title={t('around.title')}
            onRemove={() => set([...own, 'CorrelatedCriteria'], undefined)}
          />
        </div>
      )}
      <Kept part={kind} value={values} />
    </div>
  );
}

/** What a criterion keeps when its kind changes: nothing about concepts of another domain. */
function carried(values: Record<string, unknown>, from: Kind, to: Kind): Record<string, unknown> {
  const [old, next] = [membersOf(from), membersOf(to)];
  const stays = (name: string) =>
    name in next && old[name] === next[name] && (name !== 'CodesetId' || KINDS[from] === KINDS[to]);
  return Object.fromEntries(Object.entries(values).filter(([name]) => stays(name)));
}
