import { Checkbox } from 'antd';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import { Attributes } from '@/features/research/builder/Attributes';
import { attributesFor } from '@/features/research/builder/attributes';
import styles from '@/features/research/builder/Builder.module.css';
import { ConceptSetField } from '@/features/research/builder/ConceptSetField';
import {
  attributesOf,
  type Criterion,
  type Expression,
  KIND_NAMES,
  KINDS,
  type Kind,
  kindOf,
  withAttributes,
} from '@/features/research/builder/circe';
import { useBuilder } from '@/features/research/builder/context';

interface Props {
  criterion: Criterion;
  /** The criterion's place in the JSON, without its kind. */
  path: string;
  /** The expression with `criterion` in this one's place. */
  place: (criterion: Criterion, expression: Expression) => Expression;
}

/** A criterion's kind, concepts and attributes; what it says beside them, as words. */
export function CriterionFields({ criterion, path, place }: Props) {
  const { t } = useTranslation('builder');
  const { expression, change, places, readOnly } = useBuilder();
  const kind = kindOf(criterion);
  const words = places[`${path}.${Object.keys(criterion)[0]}`];
  if (!kind) {
    return (
      <p className={styles.kept}>
        {words ?? Object.keys(criterion)[0]} <em>({t('kept')})</em>
      </p>
    );
  }
  const values = attributesOf(criterion);
  const attributes = attributesFor(kind);
  const known = new Set(['CodesetId', 'First', ...attributes.map(({ name }) => name)]);
  const others = Object.entries(values).filter(
    ([name, value]) => !known.has(name) && !isNothing(value) && !name.endsWith('Exclude'),
  );
  const set = (next: Criterion, about?: string) =>
    change(place(next, expression), about && `${path}.${about}`);
  return (
    <div className={styles.stack}>
      <div className={styles.line}>
        <Choice
          label={t('kind.label')}
          value={kind}
          options={KIND_NAMES.map((name) => ({ value: name, label: t(`kind.${name}`) }))}
          onChange={(next) => !readOnly && set({ [next as Kind]: carried(values, kind, next as Kind) })}
        />
        <ConceptSetField
          domain={KINDS[kind]}
          value={typeof values.CodesetId === 'number' ? values.CodesetId : undefined}
          onChoose={(id, from) => change(place(withAttributes(criterion, { CodesetId: id }), from))}
        />
        {kind !== 'Death' && (
          <Checkbox
            checked={values.First === true}
            disabled={readOnly}
            onChange={(event) => set(withAttributes(criterion, { First: event.target.checked || undefined }))}
          >
            {t('first')}
          </Checkbox>
        )}
      </div>
      <div className={styles.line}>
        <Attributes
          attributes={attributes}
          values={values}
          onChange={(changes, about) => set(withAttributes(criterion, changes), about)}
        />
      </div>
      {others.length > 0 && (
        <p className={styles.kept}>
          {words} <em>({t('keptPart', { count: others.length })})</em>
        </p>
      )}
    </div>
  );
}

function isNothing(value: unknown): boolean {
  return value === null || value === false || (Array.isArray(value) && value.length === 0);
}

/** What a criterion keeps when its kind changes: nothing about concepts of another domain. */
function carried(values: Record<string, unknown>, from: Kind, to: Kind): Record<string, unknown> {
  const names = new Set(attributesFor(to).map(({ name }) => name));
  if (to !== 'Death') names.add('First');
  if (KINDS[from] === KINDS[to]) names.add('CodesetId');
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
}
