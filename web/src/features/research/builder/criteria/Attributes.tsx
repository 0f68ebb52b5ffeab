import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MenuButton } from '@/components/MenuButton';
import type { Json } from '@/features/research/api/cohorts';
import { type Attribute, firstValue, SEXES } from '@/features/research/builder/attributes';
import styles from '@/features/research/builder/Builder.module.css';
import { ConceptDialog } from '@/features/research/builder/ConceptDialog';
import type { Concept, Range } from '@/features/research/builder/circe';
import { useBuilder } from '@/features/research/builder/context';
import { RangeField } from '@/features/research/builder/RangeField';

interface Props {
  attributes: Attribute[];
  values: Json;
  onChange: (changes: Json, about?: string) => void;
}

/** The attributes that are said of a criterion, each with its field, and a menu of those that could be. */
export function Attributes({ attributes, values, onChange }: Props) {
  const { t } = useTranslation('builder');
  const { readOnly } = useBuilder();
  // A list that nobody has chosen from is not said, and is written all the same.
  const [opened, setOpened] = useState<string[]>([]);
  const isSaid = ({ name }: Attribute) => {
    const value = values[name];
    if (value === undefined || value === null || value === false) return false;
    return !(Array.isArray(value) && value.length === 0) || opened.includes(name);
  };
  const said = attributes.filter(isSaid);
  const open = attributes.filter((each) => !isSaid(each));
  return (
    <>
      {said.map((attribute) => (
        <div key={attribute.name} className={styles.attribute}>
          <span className={styles.attributeName}>{t(`attribute.${attribute.name}`)}</span>
          <Field attribute={attribute} value={values[attribute.name]} onChange={onChange} />
          {!readOnly && (
            <Button
              size="small"
              type="text"
              icon={<CloseOutlined aria-hidden />}
              aria-label={t('attribute.remove', { name: t(`attribute.${attribute.name}`) })}
              onClick={() => {
                setOpened(opened.filter((name) => name !== attribute.name));
                onChange({ [attribute.name]: undefined });
              }}
            />
          )}
        </div>
      ))}
      {!readOnly && open.length > 0 && (
        <MenuButton
          icon={<PlusOutlined aria-hidden />}
          name={t('attribute.add')}
          label={t('attribute.add')}
          actions={open.map(({ name, kind }) => ({
            key: name,
            label: t(`attribute.${name}`),
            onSelect: () => {
              setOpened([...opened, name]);
              onChange({ [name]: firstValue(kind) });
            },
          }))}
        />
      )}
    </>
  );
}

function Field({
  attribute,
  value,
  onChange,
}: {
  attribute: Attribute;
  value: unknown;
  onChange: Props['onChange'];
}) {
  const { t } = useTranslation('builder');
  const { readOnly } = useBuilder();
  const { name, kind } = attribute;
  if (kind === 'number' || kind === 'date') {
    return (
      <RangeField
        label={t(`attribute.${name}`)}
        kind={kind}
        value={value as Range}
        disabled={readOnly}
        onChange={(next) => onChange({ [name]: next }, name)}
      />
    );
  }
  if (kind === 'truth') return <span>{t('attribute.yes')}</span>;
  const concepts = Array.isArray(value) ? (value as Concept[]) : [];
  if (kind === 'unit') return <Units concepts={concepts} onChange={(next) => onChange({ [name]: next })} />;
  return (
    <>
      {SEXES.map((sex) => {
        const held = concepts.some((each) => each.CONCEPT_ID === sex.CONCEPT_ID);
        return (
          <Checkbox
            key={sex.CONCEPT_ID}
            checked={held}
            disabled={readOnly}
            onChange={() =>
              onChange({
                [name]: held
                  ? concepts.filter((each) => each.CONCEPT_ID !== sex.CONCEPT_ID)
                  : [...concepts, sex],
              })
            }
          >
            {t(`sex.${sex.CONCEPT_CODE}`)}
          </Checkbox>
        );
      })}
    </>
  );
}

function Units({ concepts, onChange }: { concepts: Concept[]; onChange: (next: Concept[]) => void }) {
  const { t } = useTranslation('builder');
  const { readOnly } = useBuilder();
  const [choosing, setChoosing] = useState(false);
  return (
    <>
      {concepts.map((each) => (
        <Tag
          key={each.CONCEPT_ID}
          closable={!readOnly}
          onClose={() => onChange(concepts.filter((one) => one.CONCEPT_ID !== each.CONCEPT_ID))}
        >
          {each.CONCEPT_NAME}
        </Tag>
      ))}
      {!readOnly && (
        <Button size="small" onClick={() => setChoosing(true)}>
          {t('unit.choose')}
        </Button>
      )}
      {choosing && (
        <ConceptDialog
          title={t('unit.choose')}
          domain="Unit"
          items={concepts.map((concept) => ({ concept }))}
          plain
          onClose={() => setChoosing(false)}
          onDone={(items) => {
            onChange(items.map(({ concept }) => concept));
            setChoosing(false);
          }}
        />
      )}
    </>
  );
}
