import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '@/features/research/analysis/Analysis.module.css';
import { featuresQuery } from '@/features/research/analysis/api';
import { WITHIN_DAYS } from '@/features/research/analysis/spans';
import { useFormat } from '@/lib/format/useFormat';
import { usePinned } from '@/lib/snapshot';

interface Props {
  value: number[];
  options: { value: number; label: string }[];
  loading?: boolean;
  onChange: (value: number[] | undefined) => void;
}

/** What the steps of a pathway are made of: several choices, told by name. */
export function EventsField({ value, options, loading = false, onChange }: Props) {
  const { t } = useTranslation('analysis');
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{t('events')}</label>
      <Select
        id={id}
        mode="multiple"
        value={value.filter((each) => options.some((one) => one.value === each))}
        options={options}
        loading={loading}
        maxCount={20}
        showSearch={{ optionFilterProp: 'label' }}
        onChange={(chosen) => onChange(chosen.length > 0 ? chosen : undefined)}
        placeholder={t('eventsHint')}
        popupMatchSelectWidth={false}
        className={styles.selectMany}
      />
    </div>
  );
}

interface IngredientsProps {
  target: number;
  value: number[];
  onChange: (value: number[] | undefined) => void;
}

/** The ingredients that persons of the cohort are given, the commonest first. */
export function IngredientsField({ target, value, onChange }: IngredientsProps) {
  const { t } = useTranslation('analysis');
  const format = useFormat();
  const body = {
    target,
    strata: 'none',
    other: null,
    domain: 'drug',
    windows: [{ start: 0, end: WITHIN_DAYS }],
    least_share: 0.01,
    most: 200,
  } as const;
  const { data, isPending } = useQuery(
    featuresQuery(usePinned(), { ...body, windows: [...body.windows] }, format.language),
  );
  const options = (data?.features ?? []).map((each) => ({
    value: each.concept,
    label: t('cohortOption', { name: each.name, count: format.exact(each.values[0]?.persons ?? 0) }),
  }));
  return <EventsField value={value} options={options} loading={isPending} onChange={onChange} />;
}
