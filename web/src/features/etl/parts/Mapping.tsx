import { useTranslation } from 'react-i18next';
import { BarList } from '@/components/chart/BarList';
import { Panel } from '@/components/Panel';
import type { Report } from '@/features/etl/api/runs';
import { useFormat } from '@/lib/format/useFormat';

/** Of each domain's rows, how many have a standard concept. */
export function Mapping({ mapping }: { mapping: Report['mapping'] }) {
  const { t } = useTranslation('etl');
  const { exact, percent } = useFormat();
  const items = Object.entries(mapping ?? {}).map(([domain, { rows, mapped }]) => ({
    key: domain,
    label: t(`domain.${domain}`, { defaultValue: domain }),
    share: rows > 0 ? mapped / rows : 0,
    text: percent(rows > 0 ? mapped / rows : 0),
    note: `${exact(mapped)} / ${exact(rows)}`,
  }));
  return (
    <Panel title={t('report.mapping')}>
      <BarList labelWidth={96} items={items} />
    </Panel>
  );
}
