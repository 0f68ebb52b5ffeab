import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import type { Json } from '@/features/research/api/cohorts';
import styles from '@/features/research/builder/Builder.module.css';
import { ConceptSetField } from '@/features/research/builder/concepts/ConceptSetField';
import { useBuilder } from '@/features/research/builder/context';
import { DaysField } from '@/features/research/builder/criteria/DaysField';
import { Kept } from '@/features/research/builder/Kept';

const KINDS = ['observation', 'start', 'end', 'drug'] as const;
type Strategy = (typeof KINDS)[number];

const FAR = 36_500;

/** With the end of observation, so many days after the entry event, or when an exposure to drugs ends. */
export function EndStrategyFields() {
  const { t } = useTranslation('builder');
  const { expression, set, readOnly } = useBuilder();
  const strategy = expression.EndStrategy;
  const offset = strategy?.DateOffset as Json | undefined;
  const era = strategy?.CustomEra as Json | undefined;
  const kind: Strategy = era
    ? 'drug'
    : !offset
      ? 'observation'
      : offset.DateField === 'EndDate'
        ? 'end'
        : 'start';
  const next: Record<Strategy, Json | undefined> = {
    observation: undefined,
    start: { DateOffset: { Offset: 0, ...offset, DateField: 'StartDate' } },
    end: { DateOffset: { Offset: 0, ...offset, DateField: 'EndDate' } },
    drug: { CustomEra: { GapDays: 30, Offset: 0, ...era } },
  };
  const drugs = ['EndStrategy', 'CustomEra'];
  return (
    <>
      <div className={styles.line}>
        <Choice
          label={t('exit.label')}
          value={kind}
          disabled={readOnly}
          options={KINDS.map((each) => ({ value: each, label: t(`exit.${each}`) }))}
          onChange={(chosen) => set(['EndStrategy'], next[chosen as Strategy])}
        />
        {offset && (
          <>
            <DaysField
              label={t('exit.days')}
              path={['EndStrategy', 'DateOffset', 'Offset']}
              otherwise={0}
              min={-FAR}
            />
            <span>{t('exit.daysAfter')}</span>
            <Kept part="DateOffsetEnd" value={offset} />
          </>
        )}
      </div>
      {era && (
        <div className={styles.line}>
          <span>{t('exit.drugs')}</span>
          <ConceptSetField label={t('exit.drugs')} domain="Drug" path={[...drugs, 'DrugCodesetId']} />
          <span>{t('exit.gap')}</span>
          <DaysField label={t('exit.gapDays')} path={[...drugs, 'GapDays']} otherwise={0} />
          <span>{t('exit.gapUnit')}</span>
          <DaysField label={t('exit.days')} path={[...drugs, 'Offset']} otherwise={0} min={-FAR} />
          <span>{t('exit.daysAfter')}</span>
          <span>{t('exit.supply')}</span>
          <DaysField label={t('exit.supplyDays')} path={[...drugs, 'DaysSupplyOverride']} />
          <span>{t('exit.supplyUnit')}</span>
          <Kept part="CustomEraEnd" value={era} />
        </div>
      )}
    </>
  );
}
