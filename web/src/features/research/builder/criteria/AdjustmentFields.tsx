import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import { useBuilder } from '@/features/research/builder/context';
import { DaysField } from '@/features/research/builder/criteria/DaysField';
import { type Path, valueAt } from '@/features/research/builder/definition/paths';

const DATES = ['START_DATE', 'END_DATE'];
const FAR = 36_500;

/** Where an event's start and end are moved to: so many days on from one of its dates. */
export function AdjustmentFields({ path }: { path: Path }) {
  const { t } = useTranslation('builder');
  const { expression, set, readOnly } = useBuilder();
  const edge = (name: 'Start' | 'End', otherwise: string) => {
    const said = valueAt(expression, [...path, `${name}With`]);
    return (
      <>
        <Choice
          label={t(`adjust.${name}With`)}
          value={typeof said === 'string' ? said : otherwise}
          disabled={readOnly}
          options={DATES.map((each) => ({ value: each, label: t(`adjust.${each}`) }))}
          onChange={(next) => set([...path, `${name}With`], next)}
        />
        <DaysField
          label={t(`adjust.${name}Offset`)}
          path={[...path, `${name}Offset`]}
          otherwise={0}
          min={-FAR}
        />
      </>
    );
  };
  return (
    <>
      <span>{t('adjust.start')}</span>
      {edge('Start', 'START_DATE')}
      <span>{t('adjust.end')}</span>
      {edge('End', 'END_DATE')}
      <span>{t('adjust.days')}</span>
    </>
  );
}
