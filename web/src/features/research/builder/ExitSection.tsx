import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import styles from '@/features/research/builder/Builder.module.css';
import { CriterionList } from '@/features/research/builder/criteria/CriterionList';
import { DaysField } from '@/features/research/builder/criteria/DaysField';
import { PeriodFields } from '@/features/research/builder/criteria/PeriodFields';
import { EndStrategyFields } from '@/features/research/builder/EndStrategyFields';

/** When a person leaves: by a strategy, or before it by an event; and how spans become one and are cut. */
export function ExitSection() {
  const { t } = useTranslation('builder');
  return (
    <Panel title={t('exit.title')}>
      <div className={styles.stack}>
        <EndStrategyFields />
        <p className={styles.quiet}>{t('exit.censor')}</p>
        <CriterionList path={['CensoringCriteria']} add={t('exit.addCensor')} />
        <div className={styles.line}>
          <span>{t('exit.pad')}</span>
          <DaysField label={t('exit.pad')} path={['CollapseSettings', 'EraPad']} otherwise={0} />
          <span>{t('exit.padDays')}</span>
        </div>
        <div className={styles.line}>
          <span>{t('exit.window')}</span>
          <PeriodFields label={t('exit.window')} path={['CensorWindow']} />
        </div>
      </div>
    </Panel>
  );
}
