import { Checkbox } from 'antd';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import { useBuilder } from '@/features/research/builder/context';
import { DaysField } from '@/features/research/builder/criteria/DaysField';
import type { Occurrence } from '@/features/research/builder/definition/circe';
import { type Path, valueAt } from '@/features/research/builder/definition/paths';

const TIMES = [2, 0, 1];
const COUNTED = [
  'DOMAIN_CONCEPT',
  'DOMAIN_SOURCE_CONCEPT',
  'START_DATE',
  'END_DATE',
  'VISIT_ID',
  'VISIT_DETAIL_ID',
  'DURATION',
  'VALUE_AS_NUMBER',
  'UNIT',
  'QUANTITY',
  'DAYS_SUPPLY',
  'REFILLS',
  'RANGE_LOW',
  'RANGE_HIGH',
  'ERA_OCCURRENCES',
  'GAP_DAYS',
];
const MANY = 10_000;

/** How often: exactly, at least or at most so many times, counted by records or by what differs between them. */
export function OccurrenceFields({ path }: { path: Path }) {
  const { t } = useTranslation(['builder', 'circe']);
  const { expression, set, readOnly } = useBuilder();
  const occurrence = (valueAt(expression, path) ?? {}) as Occurrence;
  return (
    <>
      <Choice
        label={t('times.label')}
        value={String(occurrence.Type ?? 0)}
        disabled={readOnly}
        options={TIMES.map((each) => ({ value: String(each), label: t(`times.${each}`) }))}
        onChange={(next) => set([...path, 'Type'], Number(next))}
      />
      <DaysField label={t('times.count')} path={[...path, 'Count']} otherwise={0} max={MANY} />
      <span>{t('times.unit')}</span>
      <Checkbox
        checked={occurrence.IsDistinct === true}
        disabled={readOnly}
        onChange={(event) => set([...path, 'IsDistinct'], event.target.checked)}
      >
        {t('times.distinct')}
      </Checkbox>
      {occurrence.IsDistinct === true && (
        <Choice
          label={t('times.column')}
          value={occurrence.CountColumn ?? 'DOMAIN_CONCEPT'}
          disabled={readOnly}
          options={COUNTED.map((each) => ({ value: each, label: t(`circe:counted.${each}`) }))}
          onChange={(next) => set([...path, 'CountColumn'], next)}
        />
      )}
    </>
  );
}
