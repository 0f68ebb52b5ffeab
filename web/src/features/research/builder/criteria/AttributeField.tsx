import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import { ConceptSetField } from '@/features/research/builder/concepts/ConceptSetField';
import { ConceptsField } from '@/features/research/builder/concepts/ConceptsField';
import { SelectionFields } from '@/features/research/builder/concepts/SelectionFields';
import { useBuilder } from '@/features/research/builder/context';
import { AdjustmentFields } from '@/features/research/builder/criteria/AdjustmentFields';
import { DaysField } from '@/features/research/builder/criteria/DaysField';
import { PeriodFields } from '@/features/research/builder/criteria/PeriodFields';
import { RangeField } from '@/features/research/builder/criteria/RangeField';
import { TextFields } from '@/features/research/builder/criteria/TextFields';
import type { Attribute } from '@/features/research/builder/definition/attributes';
import { type Path, valueAt } from '@/features/research/builder/definition/paths';

interface Props {
  attribute: Attribute;
  label: string;
  domain: string;
  /** The place of the criterion or person that has the attribute. */
  owner: Path;
}

/** The field for what an attribute holds. */
export function AttributeField({ attribute, label, domain, owner }: Props) {
  const { t } = useTranslation('builder');
  const { expression, set, readOnly } = useBuilder();
  const path = [...owner, attribute.name];
  switch (attribute.holds) {
    case 'truth':
      return <span>{t('attribute.yes')}</span>;
    case 'whole':
      return <DaysField label={label} path={path} otherwise={0} />;
    case 'set':
      return (
        <ConceptSetField
          label={label}
          domain={domain}
          source={attribute.name.endsWith('SourceConcept')}
          path={path}
        />
      );
    case 'NumericRange':
      return <RangeField label={label} kind="number" path={path} />;
    case 'DateRange':
      return <RangeField label={label} kind="date" path={path} />;
    case 'TextFilter':
      return <TextFields label={label} path={path} />;
    case 'Period':
      return <PeriodFields label={label} path={path} />;
    case 'DateAdjustment':
      return <AdjustmentFields path={path} />;
    case 'ConceptSetSelection':
      return <SelectionFields label={label} domain={domain} path={path} />;
    default: {
      const { excludes } = attribute;
      return (
        <>
          {excludes && (
            <Choice
              label={t('excludes.label', { of: label })}
              value={valueAt(expression, [...owner, excludes]) === true ? 'not' : 'is'}
              disabled={readOnly}
              options={['is', 'not'].map((each) => ({ value: each, label: t(`excludes.${each}`) }))}
              onChange={(next) => set([...owner, excludes], next === 'not')}
            />
          )}
          <ConceptsField label={label} domain={domain} path={path} />
        </>
      );
    }
  }
}
