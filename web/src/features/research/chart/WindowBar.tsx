import { LeftOutlined, RightOutlined, ZoomInOutlined, ZoomOutOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from '@/features/research/chart/Chart.module.css';
import { dayOf, moved, type Span, textOf, within, zoomed } from '@/features/research/chart/window';

interface Props {
  span: Span;
  whole: Span;
  onChange: (span: Span) => void;
}

/** Which days are looked at: closer, farther, along, from day to day. */
export function WindowBar({ span, whole, onChange }: Props) {
  const { t } = useTranslation('chart');
  const all = span.from === whole.from && span.to === whole.to;
  const day = (name: 'from' | 'to') => (
    <Input
      size="small"
      type="date"
      className={styles.date}
      aria-label={t(`window.${name}`)}
      min={textOf(whole.from)}
      max={textOf(whole.to)}
      value={textOf(span[name])}
      onChange={(event) => {
        const given = event.target.value && dayOf(event.target.value);
        const next = { ...span, [name]: given || span[name] };
        if (given && next.from <= next.to) onChange(within(next, whole));
      }}
    />
  );
  return (
    <div className={styles.bar}>
      <Button
        size="small"
        icon={<LeftOutlined aria-hidden />}
        aria-label={t('window.earlier')}
        disabled={span.from === whole.from}
        onClick={() => onChange(moved(span, whole, -0.5))}
      />
      {day('from')}
      <span aria-hidden>~</span>
      {day('to')}
      <Button
        size="small"
        icon={<RightOutlined aria-hidden />}
        aria-label={t('window.later')}
        disabled={span.to === whole.to}
        onClick={() => onChange(moved(span, whole, 0.5))}
      />
      <Button
        size="small"
        icon={<ZoomInOutlined aria-hidden />}
        onClick={() => onChange(zoomed(span, whole, 0.5))}
      >
        {t('window.closer')}
      </Button>
      <Button
        size="small"
        icon={<ZoomOutOutlined aria-hidden />}
        disabled={all}
        onClick={() => onChange(zoomed(span, whole, 2))}
      >
        {t('window.farther')}
      </Button>
      <Button size="small" disabled={all} onClick={() => onChange(whole)}>
        {t('window.whole')}
      </Button>
    </div>
  );
}
