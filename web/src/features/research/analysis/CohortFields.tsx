import { useNavigate } from '@tanstack/react-router';
import { Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '@/features/research/analysis/Analysis.module.css';
import type { Cohort } from '@/features/research/analysis/api';
import { EventsField, IngredientsField } from '@/features/research/analysis/EventsFields';
import {
  type AnalysisSearch,
  CLEAN,
  DIMENSIONS,
  DOMAINS,
  ENDS,
  KINDS,
  SPANS,
  STRATA,
  type Strata,
  TREATMENTS,
  type View,
} from '@/features/research/analysis/search';
import { useAsked } from '@/features/research/analysis/useAsked';
import { useFormat } from '@/lib/format/useFormat';

const DEATH = -1;

interface Props {
  cohorts: Cohort[];
  view: View;
  /** Counts alone, of a cohort or of two. */
  aggregateOnly: boolean;
}

/** Whom the figures are about and what is asked of them: every choice changes the address. */
export function CohortFields({ cohorts, view, aggregateOnly }: Props) {
  const { t } = useTranslation('analysis');
  const format = useFormat();
  const navigate = useNavigate();
  const { search, population, target, others, other } = useAsked(cohorts);
  const keep = (changed: Partial<AnalysisSearch>) =>
    navigate({ to: '/research/analysis', search: { ...search, run: undefined, ...changed }, replace: true });
  const named = (each: Cohort) => ({
    value: each.cohort,
    label:
      each.persons === null
        ? each.name
        : t('cohortOption', { name: each.name, count: format.exact(each.persons) }),
  });
  const divided = view === 'table' || view === 'features' || view === 'numbers' || view === 'survival';
  const strata =
    view === 'incidence' ? (search.strata === 'comparison' ? 'comparison' : 'none') : population.strata;
  const choices: Strata[] = view === 'incidence' || aggregateOnly ? ['none', 'comparison'] : [...STRATA];
  const outcomes = others.filter((each) => strata !== 'comparison' || each.cohort !== other).map(named);
  return (
    <search className={styles.fields} aria-label={t('fields')}>
      <Field
        label={t('target')}
        value={target}
        options={cohorts.map(named)}
        onChange={(value) => keep({ target: value })}
      />
      {(divided || view === 'incidence') && (
        <Field
          label={t('strata')}
          value={strata ?? 'none'}
          options={choices
            .filter((each) => others.length > 0 || (each !== 'cohort' && each !== 'comparison'))
            .map((each) => ({ value: each, label: t(`by.${each}`) }))}
          onChange={(value) => keep({ strata: value })}
        />
      )}
      {(strata === 'comparison' || strata === 'cohort') && (divided || view === 'incidence') && (
        <Field
          label={t('other')}
          value={other}
          options={others.map(named)}
          onChange={(value) => keep({ other: value })}
        />
      )}
      {(view === 'incidence' || view === 'survival') && (
        <Field
          label={t('outcome')}
          value={search.outcome ?? (view === 'survival' ? DEATH : outcomes[0]?.value)}
          options={view === 'survival' ? [{ value: DEATH, label: t('death') }, ...outcomes] : outcomes}
          onChange={(value) => keep({ outcome: value === DEATH ? undefined : value })}
        />
      )}
      {view === 'incidence' && (
        <>
          <Field
            label={t('until')}
            value={search.until ?? 'entry'}
            options={ENDS.map((each) => ({ value: each, label: t(`end.${each}`) }))}
            onChange={(value) => keep({ until: value })}
          />
          <Field
            label={t('clean')}
            value={search.clean ?? 'ever'}
            options={CLEAN.map((each) => ({ value: each, label: t(`cleanOf.${each}`) }))}
            onChange={(value) => keep({ clean: value })}
          />
          <Field
            label={t('dimension')}
            value={search.by ?? 'sex'}
            options={DIMENSIONS.map((each) => ({ value: each, label: t(`by.${each}`) }))}
            onChange={(value) => keep({ by: value })}
          />
        </>
      )}
      {view === 'features' && (
        <Field
          label={t('domain')}
          value={search.domain ?? 'condition'}
          options={DOMAINS.map((each) => ({ value: each, label: t(`domains.${each}`) }))}
          onChange={(value) => keep({ domain: value })}
        />
      )}
      {view === 'numbers' && (
        <Field
          label={t('kind')}
          value={search.kind ?? 'measurement'}
          options={KINDS.map((each) => ({ value: each, label: t(`kinds.${each}`) }))}
          onChange={(value) => keep({ kind: value })}
        />
      )}
      {((view === 'features' && !aggregateOnly) || view === 'numbers') && (
        <Field
          label={t('span')}
          value={search.span ?? '365'}
          options={SPANS.map((each) => ({ value: each, label: t(`spans.${each}`) }))}
          onChange={(value) => keep({ span: value })}
        />
      )}
      {view === 'pathways' && (
        <>
          <Field
            label={t('treatment')}
            value={search.treatment ?? 'ingredients'}
            options={TREATMENTS.map((each) => ({ value: each, label: t(`treatments.${each}`) }))}
            onChange={(value) => keep({ treatment: value, events: undefined })}
          />
          {search.treatment === 'cohorts' ? (
            <EventsField
              value={search.events ?? []}
              options={others.map(named)}
              onChange={(events) => keep({ events })}
            />
          ) : (
            <IngredientsField
              target={target}
              value={search.events ?? []}
              onChange={(events) => keep({ events })}
            />
          )}
        </>
      )}
    </search>
  );
}

interface FieldProps<T> {
  label: string;
  value: T | undefined;
  options: { value: T; label: string }[];
  onChange: (value: T) => void;
}

function Field<T extends string | number>({ label, value, options, onChange }: FieldProps<T>) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <Select
        id={id}
        value={options.some((each) => each.value === value) ? value : undefined}
        options={options}
        onChange={onChange}
        popupMatchSelectWidth={false}
        showSearch={options.length > 8 ? { optionFilterProp: 'label' } : false}
        className={styles.select}
      />
    </div>
  );
}
