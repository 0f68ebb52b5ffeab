import { useTranslation } from 'react-i18next';
import { DateField } from '@/features/research/builder/criteria/DateField';
import type { Path } from '@/features/research/builder/definition/paths';

/** From a day to a day, either of them open. */
export function PeriodFields({ label, path }: { label: string; path: Path }) {
  const { t } = useTranslation('builder');
  return (
    <>
      <DateField open label={t('period.start', { of: label })} path={[...path, 'StartDate']} />
      <span>{t('range.and')}</span>
      <DateField open label={t('period.end', { of: label })} path={[...path, 'EndDate']} />
    </>
  );
}
