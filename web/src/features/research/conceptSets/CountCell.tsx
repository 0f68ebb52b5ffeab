import { useTranslation } from 'react-i18next';
import research from '@/features/research/parts/Research.module.css';
import { useFormat } from '@/lib/format/useFormat';

interface Props {
  /** False while the answer is on its way. */
  counted: boolean;
  /** Null: none, or too few to be told. */
  value: number | null | undefined;
}

/** A count, or a dash that says on hover what it stands for. */
export function CountCell({ counted, value }: Props) {
  const { t } = useTranslation('conceptSets');
  const format = useFormat();
  if (!counted) return <td className={research.number}>…</td>;
  return (
    <td className={research.number} title={value == null ? t('count.none') : undefined}>
      {value == null ? '–' : format.exact(value)}
    </td>
  );
}
