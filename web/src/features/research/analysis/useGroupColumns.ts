import { useTranslation } from 'react-i18next';
import type { Cohort, Table } from '@/features/research/analysis/api';
import { nameOf, useAsked } from '@/features/research/analysis/useAsked';
import { useFormat } from '@/lib/format/useFormat';

/** The headings of groups: name and number of persons. */
export function useGroupColumns(groups: Table['groups'], cohorts: Cohort[]): string[] {
  const { t } = useTranslation('analysis');
  const format = useFormat();
  const { population } = useAsked(cohorts);
  const ofCohorts = population.strata === 'none' || population.strata === 'comparison';
  return groups.map((group) =>
    t('column', {
      name: ofCohorts ? nameOf(cohorts, Number(group.label)) : group.label,
      count: format.exact(group.persons),
    }),
  );
}
