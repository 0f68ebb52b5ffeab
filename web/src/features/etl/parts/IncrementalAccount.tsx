import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import type { Report } from '@/features/etl/api/runs';
import { useFormat } from '@/lib/format/useFormat';

/** What a run that added to an earlier load read, replaced, made anew, and left as it was. */
export function IncrementalAccount({ of }: { of: NonNullable<Report['incremental']> }) {
  const { t } = useTranslation('etl');
  const { exact } = useFormat();
  return (
    <Panel title={t('report.incremental', { base: of.base })}>
      {t('report.incrementalRows', {
        incoming: exact(of.incoming),
        replaced: exact(of.replaced),
        persons: exact(of.persons),
        prolonged: exact(of.prolonged),
        stored: exact(of.stored),
        unchanged: exact(of.unchanged),
      })}
    </Panel>
  );
}
