import { Button, Checkbox, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConceptDialog } from '@/features/research/builder/concepts/ConceptDialog';
import { useBuilder } from '@/features/research/builder/context';
import { SEXES } from '@/features/research/builder/definition/attributes';
import type { Concept } from '@/features/research/builder/definition/circe';
import { type Path, valueAt } from '@/features/research/builder/definition/paths';

interface Props {
  label: string;
  domain: string;
  path: Path;
}

/** Concepts of which an event has one; sex is chosen without a search. */
export function ConceptsField({ label, domain, path }: Props) {
  const { t } = useTranslation('builder');
  const { expression, set, readOnly } = useBuilder();
  const [choosing, setChoosing] = useState(false);
  const said = valueAt(expression, path);
  const concepts = Array.isArray(said) ? (said as Concept[]) : [];
  const usual = domain === 'Gender' ? SEXES : [];
  const isUsual = (id: number | undefined) => usual.some((each) => each.CONCEPT_ID === id);
  const without = (id: number | undefined) =>
    set(
      path,
      concepts.filter((each) => each.CONCEPT_ID !== id),
    );
  return (
    <>
      {usual.map((each) => {
        const held = concepts.some((one) => one.CONCEPT_ID === each.CONCEPT_ID);
        return (
          <Checkbox
            key={each.CONCEPT_ID}
            checked={held}
            disabled={readOnly}
            onChange={() => (held ? without(each.CONCEPT_ID) : set(path, [...concepts, each]))}
          >
            {t(`sex.${each.CONCEPT_CODE}`)}
          </Checkbox>
        );
      })}
      {concepts
        .filter((each) => !isUsual(each.CONCEPT_ID))
        .map((each) => (
          <Tag key={each.CONCEPT_ID} closable={!readOnly} onClose={() => without(each.CONCEPT_ID)}>
            {each.CONCEPT_NAME ?? each.CONCEPT_ID}
          </Tag>
        ))}
      {!readOnly && usual.length === 0 && (
        <Button size="small" onClick={() => setChoosing(true)}>
          {t('concepts.choose', { of: label })}
        </Button>
      )}
      {choosing && (
        <ConceptDialog
          title={t('concepts.choose', { of: label })}
          domain={domain}
          items={concepts.map((concept) => ({ concept }))}
          plain
          onClose={() => setChoosing(false)}
          onDone={(items) => {
            set(
              path,
              items.map(({ concept }) => concept),
            );
            setChoosing(false);
          }}
        />
      )}
    </>
  );
}
