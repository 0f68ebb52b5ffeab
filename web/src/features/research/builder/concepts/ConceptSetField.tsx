import { EditOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import { ConceptDialog } from '@/features/research/builder/ConceptDialog';
import type { Expression } from '@/features/research/builder/circe';
import { nameFor, timesUsed, withNewSet, withSet } from '@/features/research/builder/circe';
import { useBuilder } from '@/features/research/builder/context';

interface Props {
  domain: string;
  value: number | undefined;
  /** The expression to go on from, with a set added to it or not, and the set to name; undefined: any concept. */
  onChoose: (id: number | undefined, expression: Expression) => void;
}

const ANY = '';
const NEW = 'new';

/** Which concepts a criterion is about: one of the definition's sets, a new one, or any. */
export function ConceptSetField({ domain, value, onChoose }: Props) {
  const { t } = useTranslation('builder');
  const { expression, change, readOnly } = useBuilder();
  const [editing, setEditing] = useState<'new' | 'old'>();
  const sets = expression.ConceptSets ?? [];
  const set = sets.find((each) => each.id === value);
  const used = set ? timesUsed(expression, set.id) : 0;
  if (readOnly) return <strong>{set?.name ?? t('set.any')}</strong>;
  return (
    <>
      {sets.length === 0 ? (
        <Button size="small" onClick={() => setEditing('new')}>
          {t('set.choose')}
        </Button>
      ) : (
        <Choice
          label={t('set.label')}
          value={value === undefined ? ANY : String(value)}
          options={[
            { value: ANY, label: t('set.any') },
            ...sets.map((each) => ({ value: String(each.id), label: each.name || `#${each.id}` })),
            { value: NEW, label: t('set.new') },
          ]}
          onChange={(next) =>
            next === NEW ? setEditing('new') : onChoose(next === ANY ? undefined : Number(next), expression)
          }
        />
      )}
      {set && (
        <Button
          size="small"
          type="text"
          icon={<EditOutlined aria-hidden />}
          aria-label={t('set.edit', { name: set.name })}
          onClick={() => setEditing('old')}
        />
      )}
      {editing === 'new' && (
        <ConceptDialog
          title={t('set.newTitle')}
          domain={domain}
          name=""
          items={[]}
          onClose={() => setEditing(undefined)}
          onDone={(items, name) => {
            const [next, id] = withNewSet(expression, items, name);
            onChoose(id, next);
            setEditing(undefined);
          }}
        />
      )}
      {editing === 'old' && set && (
        <ConceptDialog
          title={t('set.editTitle')}
          domain={domain}
          name={set.name ?? ''}
          items={set.expression?.items ?? []}
          note={used > 1 ? t('set.shared', { count: used }) : undefined}
          onClose={() => setEditing(undefined)}
          onDone={(items, name) => {
            const changed = {
              ...set,
              name: name || nameFor(items),
              expression: { ...set.expression, items },
            };
            change(withSet(expression, changed));
            setEditing(undefined);
          }}
        />
      )}
    </>
  );
}
