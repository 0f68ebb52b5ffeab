import { EditOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import { ConceptDialog } from '@/features/research/builder/concepts/ConceptDialog';
import { useBuilder } from '@/features/research/builder/context';
import { nameFor, timesUsed, withNewSet, withSet } from '@/features/research/builder/definition/circe';
import { type Path, valueAt, withValue } from '@/features/research/builder/definition/paths';

interface Props {
  label: string;
  domain: string;
  source?: boolean;
  /** Where the set's number stands, or would; without one it is any concept. */
  path: Path;
}

const ANY = '';
const NEW = 'new';

/** Which concepts a criterion is about: one of the definition's sets, a new one, or any. */
export function ConceptSetField({ label, domain, source, path }: Props) {
  const { t } = useTranslation('builder');
  const { expression, change, set: put, readOnly } = useBuilder();
  const said = valueAt(expression, path);
  const value = typeof said === 'number' ? said : undefined;
  const [editing, setEditing] = useState<'new' | 'old'>();
  const sets = expression.ConceptSets ?? [];
  const set = sets.find((each) => each.id === value);
  const used = set ? timesUsed(expression, set.id) : 0;
  if (readOnly)
    return (
      <strong>
        {set?.name ?? (value === undefined ? t('set.any') : t('set.missing', { number: value }))}
      </strong>
    );
  return (
    <>
      {sets.length === 0 && value === undefined ? (
        <Button size="small" onClick={() => setEditing('new')}>
          {t('concepts.choose', { of: label })}
        </Button>
      ) : (
        <Choice
          label={label}
          value={value === undefined ? ANY : String(value)}
          options={[
            { value: ANY, label: t('set.any') },
            // A number that the definition has no set for is shown, not passed over.
            ...(value !== undefined && !set
              ? [{ value: String(value), label: t('set.missing', { number: value }) }]
              : []),
            ...sets.map((each) => ({ value: String(each.id), label: each.name || `#${each.id}` })),
            { value: NEW, label: t('set.new') },
          ]}
          onChange={(next) =>
            next === NEW ? setEditing('new') : put(path, next === ANY ? undefined : Number(next))
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
          source={source}
          name=""
          items={[]}
          onClose={() => setEditing(undefined)}
          onDone={(items, name) => {
            change((now) => {
              const [next, id] = withNewSet(now, items, name);
              return withValue(next, path, id);
            });
            setEditing(undefined);
          }}
        />
      )}
      {editing === 'old' && set && (
        <ConceptDialog
          title={t('set.editTitle')}
          domain={domain}
          source={source}
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
            change((now) => withSet(now, changed));
            setEditing(undefined);
          }}
        />
      )}
    </>
  );
}
