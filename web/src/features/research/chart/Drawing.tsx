import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChartLook } from '@/components/chart/useChartLook';
import type { Domain, Event } from '@/features/research/chart/api';
import styles from '@/features/research/chart/Chart.module.css';
import { type Drawn, neighbour, ROW } from '@/features/research/chart/lanes';
import { POINT } from '@/features/research/chart/packing';
import { dayOf, moved, type Span, ticksOf, within, zoomed } from '@/features/research/chart/window';
import { daysOf, detailOf, nameOf } from '@/features/research/chart/words';
import { exact } from '@/lib/format/numbers';

/** Pixels at the left for the lanes' names. */
export const LABELS = 128;
const AXIS = 24;
/** Shorter movements of a pressed pointer are clicks. */
const DRAG = 6;

interface Props {
  lanes: Drawn[];
  span: Span;
  whole: Span;
  width: number;
  died: string | null;
  chosen: Event | undefined;
  onChoose: (event: Event) => void;
  onChange: (span: Span) => void;
}

/** Lanes of events below one axis of days; stays are bands through all of them. */
export function Drawing({ lanes, span, whole, width, died, chosen, onChoose, onChange }: Props) {
  const { t } = useTranslation('chart');
  const look = useChartLook();
  const area = useRef<SVGRectElement>(null);
  const [pulled, setPulled] = useState<{ from: number; to: number }>();
  const pixels = width - LABELS;
  const height = lanes.reduce((sum, lane) => sum + lane.height, 0);
  const at = (day: number) => LABELS + ((day - span.from) / (span.to - span.from + 1)) * pixels;
  // Without the last, a yellow too pale for small marks on white.
  const color = (place: number) => look.colors[place % (look.colors.length - 1)] ?? look.accent;
  const stays = lanes.find(({ lane }) => lane.domain === 'visit')?.marks.filter(({ bar }) => bar) ?? [];

  function onKey(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (key === '+' || key === '=') onChange(zoomed(span, whole, 0.5));
    else if (key === '-') onChange(zoomed(span, whole, 2));
    else if (key === '0' || key === 'Home') onChange(whole);
    else if (event.shiftKey && (key === 'ArrowLeft' || key === 'ArrowRight'))
      onChange(moved(span, whole, key === 'ArrowLeft' ? -0.5 : 0.5));
    else if (key.startsWith('Arrow')) {
      const next = neighbour(lanes, chosen, key);
      if (next) onChoose(next);
    } else return;
    event.preventDefault();
  }

  const place = (event: PointerEvent) => {
    const left = area.current?.getBoundingClientRect().left ?? 0;
    return Math.min(Math.max(event.clientX - left, 0), pixels);
  };
  function release() {
    if (!pulled) return;
    const [first = 0, last = 0] = [pulled.from, pulled.to].sort((a, b) => a - b);
    setPulled(undefined);
    if (last - first < DRAG) return;
    const day = (x: number) => span.from + Math.floor((x / pixels) * (span.to - span.from + 1));
    onChange(within({ from: day(first), to: Math.min(day(last), span.to) }, whole));
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing that keys walk through is no fieldset
    <svg
      width={width}
      height={height + AXIS}
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys zoom it and walk through its events
      tabIndex={0}
      aria-label={t('timeline.label', {
        count: lanes.reduce((sum, lane) => sum + lane.count, 0),
      })}
      onKeyDown={onKey}
    >
      {stays.map(({ event, left, width: wide }) => (
        <rect
          key={`${event.id}`}
          x={LABELS + left}
          y={0}
          width={wide}
          height={height}
          fill={color(0)}
          opacity={0.1}
        />
      ))}
      {ticksOf(span, Math.max(3, Math.floor(pixels / 72))).map(({ day, label }) => (
        <g key={day}>
          <line className={styles.rule} x1={at(day)} x2={at(day)} y1={0} y2={height} />
          <text className={styles.quietText} x={at(day)} y={height + 16} textAnchor="middle">
            {label}
          </text>
        </g>
      ))}
      <rect
        ref={area}
        x={LABELS}
        y={0}
        width={pixels}
        height={height + AXIS}
        fill="transparent"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setPulled({ from: place(event), to: place(event) });
        }}
        onPointerMove={(event) => pulled && setPulled({ ...pulled, to: place(event) })}
        onPointerUp={release}
        onPointerCancel={() => setPulled(undefined)}
      />
      {lanes.map((drawn, index) => (
        <g key={drawn.lane.domain} className={styles.lane} transform={`translate(0 ${drawn.top})`}>
          <line className={styles.rule} x1={0} x2={width} y1={drawn.height} y2={drawn.height} />
          <text x={0} y={ROW}>
            {t(`domain.${drawn.lane.domain}`)}
          </text>
          <text className={styles.quietText} x={LABELS - 10} y={ROW} textAnchor="end">
            {drawn.lane.state === 'hidden' ? t('hidden') : exact(drawn.count)}
          </text>
          <Months drawn={drawn} at={at} color={color(index)} />
          {drawn.marks.map((mark) => (
            <Marked
              key={`${mark.event.id ?? mark.event.start}`}
              mark={mark}
              domain={drawn.lane.domain}
              color={color(index)}
              chosen={mark.event === chosen}
              onChoose={onChoose}
            />
          ))}
        </g>
      ))}
      {died && dayOf(died) >= span.from && dayOf(died) <= span.to && (
        <line
          x1={at(dayOf(died))}
          x2={at(dayOf(died))}
          y1={0}
          y2={height}
          stroke={look.axis.tick.fill}
          strokeWidth={2}
        >
          <title>{t('died', { day: died })}</title>
        </line>
      )}
      {pulled && (
        <rect
          x={LABELS + Math.min(pulled.from, pulled.to)}
          y={0}
          width={Math.abs(pulled.to - pulled.from)}
          height={height}
          fill={look.accent}
          opacity={0.2}
          pointerEvents="none"
        />
      )}
    </svg>
  );
}

function Months({ drawn, at, color }: { drawn: Drawn; at: (day: number) => number; color: string }) {
  const { t } = useTranslation('chart');
  const most = Math.max(1, ...drawn.months.map(({ count }) => count));
  const room = drawn.height - 8;
  return drawn.months.map(({ from, to, count }) => {
    const tall = Math.max(2, (count / most) * room);
    const left = Math.max(at(from), LABELS);
    return (
      <rect
        key={from}
        x={left}
        y={4 + room - tall}
        width={Math.max(1, at(to + 1) - left - 1)}
        height={tall}
        fill={color}
      >
        <title>
          {t('timeline.month', { month: new Date(from * 86_400_000).toISOString().slice(0, 7), count })}
        </title>
      </rect>
    );
  });
}

interface MarkedProps {
  mark: Drawn['marks'][number];
  domain: Domain;
  color: string;
  chosen: boolean;
  onChoose: (event: Event) => void;
}

function Marked({ mark, domain, color, chosen, onChoose }: MarkedProps) {
  const { t } = useTranslation('chart');
  const { event, row, left, width, bar } = mark;
  const y = 4 + row * ROW;
  const words = [nameOf(t, domain, event), daysOf(event), detailOf(t, domain, event)]
    .filter(Boolean)
    .join(' · ');
  const look = { fill: color, className: chosen ? `${styles.mark} ${styles.chosen}` : styles.mark };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys of the drawing choose events too
    <g onClick={() => onChoose(event)}>
      <title>{words}</title>
      {bar ? (
        <rect {...look} x={LABELS + left} y={y + 1} width={width} height={ROW - 4} rx={3} />
      ) : (
        <circle {...look} cx={LABELS + left + POINT / 2} cy={y + ROW / 2 - 1} r={POINT / 2} />
      )}
    </g>
  );
}
