import { InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import { Panel } from '@/components/Panel';
import type { Json } from '@/features/research/api/cohorts';
import styles from '@/features/research/builder/Builder.module.css';
import { merged } from '@/features/research/builder/circe';
import { useBuilder } from '@/features/research/builder/context';

/** When a person leaves: with the end of observation, or so many days after the entry event. */
export function ExitSection() {
  const { t } = useTranslation('builder');
  const { expression, change, places, readOnly } = useBuilder();
  const offset = expression.EndStrategy?.DateOffset as Json | undefined;
  const other = expression.EndStrategy && !offset ? Object.keys(expression.EndStrategy)[0] : undefined;
  const kind = other ? 'kept' : offset ? (offset.DateField === 'EndDate' ? 'end' : 'start') : 'observation';
  const censoring = expression.CensoringCriteria ?? [];
  const collapse = expression.CollapseSettings ?? {};
  const choose = (next: string) => {
    if (readOnly || next === 'kept') return;
    const strategy =
      next === 'observation'
        ? undefined
        : { DateOffset: { Offset: 0, ...offset, DateField: next === 'end' ? 'EndDate' : 'StartDate' } };
    change(merged(expression, { EndStrategy: strategy }));
  };
  return (
    <Panel title={t('exit.title')}>
      <div className={styles.stack}>
        <div className={styles.line}>
          <Choice
            label={t('exit.label')}
            value={kind}
            options={(other ? ['kept', 'observation', 'start', 'end'] : ['observation', 'start', 'end']).map(
              (each) => ({
                value: each,
                label: t(`exit.${each}`),
              }),
            )}
            onChange={choose}
          />
          {offset && (
            <>
              <InputNumber
                size="small"
                min={0}
                max={36_500}
                className={styles.days}
                aria-label={t('exit.days')}
                disabled={readOnly}
                value={Number(offset.Offset ?? 0)}
                onChange={(days) =>
                  days !== null &&
                  change(
                    merged(expression, { EndStrategy: { DateOffset: { ...offset, Offset: days } } }),
                    'exit',
                  )
                }
              />
              <span>{t('exit.daysAfter')}</span>
            </>
          )}
        </div>
        <div className={styles.line}>
          <span>{t('exit.pad')}</span>
          <InputNumber
            size="small"
            min={0}
            max={36_500}
            className={styles.days}
            aria-label={t('exit.pad')}
            disabled={readOnly}
            value={collapse.EraPad ?? 0}
            onChange={(days) =>
              days !== null &&
              change(
                { ...expression, CollapseSettings: { CollapseType: 'ERA', ...collapse, EraPad: days } },
                'pad',
              )
            }
          />
          <span>{t('exit.padDays')}</span>
        </div>
        {censoring.map((criterion, at) => (
          <p
            // biome-ignore lint/suspicious/noArrayIndexKey: they have nothing else to be known by
            key={at}
            className={styles.kept}
          >
            {t('exit.censor')} {places[`CensoringCriteria[${at}].${Object.keys(criterion)[0]}`]}{' '}
            <em>({t('kept')})</em>
          </p>
        ))}
      </div>
    </Panel>
  );
}
