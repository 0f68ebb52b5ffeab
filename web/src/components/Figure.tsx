import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import styles from '@/components/Figure.module.css';
import { SourceButton } from '@/components/SourcePopover';
import type { FigureSource } from '@/components/source';
import { useFormat } from '@/lib/format/useFormat';

interface Props {
  label: string;
  /** null: a small cell that policy suppresses, shown as <5. undefined: not told, for policy hides rows. */
  value: number | null | undefined;
  /** 명, 건, %… shown small after the number. */
  unit?: string;
  /** `share`: a fraction, shown as a percentage. */
  kind?: 'count' | 'share';
  /** One line under the number: what it is compared with, since when. */
  note?: string;
  source: FigureSource;
}

/** A number that can be asked where it comes from; a click leads to its table. */
export function Figure({ label, value, unit, kind = 'count', note, source }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const told = value ?? 0;
  const known = kind === 'share' ? format.percent(told) : format.exact(told);
  const text = value === undefined ? '–' : value === null ? '<5' : known;
  const why = value === undefined ? t('source.untold') : value === null ? t('source.suppressed') : undefined;
  const table = source.tables[0];
  return (
    <div className={styles.figure}>
      <div className={styles.head}>
        <span className={styles.label}>{label}</span>
        <SourceButton of={label} source={source} />
      </div>
      <div className={styles.line} title={why}>
        {table ? (
          <Link to={`/mart/${table}` as '/mart'} className={styles.value} aria-label={`${label} ${text}`}>
            {text}
          </Link>
        ) : (
          <span className={styles.value}>{text}</span>
        )}
        {unit && value !== undefined && <span className={styles.unit}>{unit}</span>}
      </div>
      {note && <div className={styles.note}>{note}</div>}
    </div>
  );
}
