import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import { ConceptSetField } from '@/features/research/builder/concepts/ConceptSetField';
import { useBuilder } from '@/features/research/builder/context';
import { type Path, valueAt } from '@/features/research/builder/definition/paths';

interface Props {
  label: string;
  domain: string;
  path: Path;
}

/** A concept of a set, or none of it. */
export function SelectionFields({ label, domain, path }: Props) {
  const { t } = useTranslation('builder');
  const { expression, set, readOnly } = useBuilder();
  const excludes = valueAt(expression, [...path, 'IsExclusion']) === true;
  return (
    <>
      <Choice
        label={t('excludes.label', { of: label })}
        value={excludes ? 'not' : 'is'}
        disabled={readOnly}
        options={['is', 'not'].map((each) => ({ value: each, label: t(`excludes.${each}`) }))}
        onChange={(next) => set([...path, 'IsExclusion'], next === 'not')}
      />
      <ConceptSetField label={label} domain={domain} path={[...path, 'CodesetId']} />
    </>
  );
}
