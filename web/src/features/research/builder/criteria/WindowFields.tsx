import { InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import styles from '@/features/research/builder/Builder.module.css';
import type { Endpoint, Window } from '@/features/research/builder/circe';

interface Props {
  value: Window;
  disabled: boolean;
  onChange: (value: Window, about?: string) => void;
}

type Edge = 'all' | 'before' | 'after';

/** From when to when around the entry event something happens; an open end reaches as far as observation does. */
export function WindowFields({ value, disabled, onChange }: Props) {
  const { t } = useTranslation('builder');
  const edge = (name: 'Start' | 'End') => {
    const point: Endpoint = value[name] ?? {};
    const kind: Edge =
      point.Days === undefined || point.Days === null ? 'all' : point.Coeff === -1 ? 'before' : 'after';
    const set = (next: Endpoint, about?: string) => onChange({ ...value, [name]: next }, about);
    const open = name === 'Start' ? -1 : 1;
    return (
      <>
        {kind !== 'all' && (
          <InputNumber
            size="small"
            min={0}
            max={36_500}
            className={styles.days}
            aria-label={t(`window.days${name}`)}
            disabled={disabled}
            value={point.Days}
            onChange={(days) => days !== null && set({ ...point, Days: days }, name)}
          />
        )}
        <Choice
          label={t(`window.edge${name}`)}
          value={kind}
          options={(['all', 'before', 'after'] as const).map((each) => ({
            value: each,
            label: t(each === 'all' ? `window.all${name}` : `window.${each}`),
          }))}
          onChange={(next) => {
            if (disabled) return;
            const { Days: days = 30, ...rest } = point;
            set(
              next === 'all'
                ? { ...rest, Coeff: open }
                : { ...rest, Days: days, Coeff: next === 'before' ? -1 : 1 },
            );
          }}
        />
      </>
    );
  };
  return (
    <div className={styles.line}>
      <span className={styles.attributeName}>{t('window.label')}</span>
      <Choice
        label={t('window.index')}
        value={value.UseIndexEnd ? 'end' : 'start'}
        options={(['start', 'end'] as const).map((each) => ({
          value: each,
          label: t(`window.index_${each}`),
        }))}
        onChange={(next) => !disabled && onChange({ ...value, UseIndexEnd: next === 'end' })}
      />
      {edge('Start')}
      <span>{t('window.from')}</span>
      {edge('End')}
      <span>{t('window.until')}</span>
    </div>
  );
}
