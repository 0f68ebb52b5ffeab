import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChartFrame } from '@/components/chart/ChartFrame';
import { ErrorNotice } from '@/components/ErrorNotice';
import { sourceOf } from '@/features/research/analysis/api';
import {
  type Domain,
  type Event,
  eventsQuery,
  type Overview,
  type Whose,
} from '@/features/research/chart/api';
import styles from '@/features/research/chart/Chart.module.css';
import { Drawing, LABELS } from '@/features/research/chart/Drawing';
import { askedIn, drawn, MOST_EVENTS } from '@/features/research/chart/lanes';
import { Treatments } from '@/features/research/chart/Treatments';
import { useWidth } from '@/features/research/chart/useWidth';
import { WindowBar } from '@/features/research/chart/WindowBar';
import { countIn, lengthOf, type Span, textOf } from '@/features/research/chart/window';
import { daysOf, detailOf, nameOf } from '@/features/research/chart/words';
import { exact } from '@/lib/format/numbers';

interface Props {
  whose: Whose;
  overview: Overview;
  span: Span;
  whole: Span;
  onChange: (span: Span) => void;
}

/** All that happened to a patient in a window, lane by lane. */
export function Timeline({ whose, overview, span, whole, onChange }: Props) {
  const { t } = useTranslation('chart');
  const lanes = useMemo(
    () => overview.lanes.filter(({ months, state }) => state === 'hidden' || months.length > 0),
    [overview],
  );
  const domains = askedIn(lanes, span);
  const window = { since: textOf(span.from), until: textOf(span.to) };
  const { data: found, error, refetch } = useQuery(eventsQuery(whose, domains, window));
  const [ref, width] = useWidth(900);
  const [chosen, setChosen] = useState<Event>();
  const { from, to } = span;
  const placed = useMemo(
    () => drawn(lanes, found?.lanes ?? [], { from, to }, width - LABELS),
    [lanes, found, from, to, width],
  );
  const shown = placed.filter(({ lane }) => lane.state === 'shown');
  const of = placed.find(({ marks }) => marks.some(({ event }) => event === chosen))?.lane.domain;
  const counted = shown.filter(({ lane }) => countIn(lane, { from, to }) > MOST_EVENTS);
  const cut = found?.lanes.filter(({ more }) => more) ?? [];
  const undated = overview.lanes.reduce((sum, lane) => sum + lane.undated, 0);
  const treated = overview.lanes.flatMap((lane) => lane.treated);
  const rows = shown.flatMap(({ lane, marks, months }) =>
    months.length > 0
      ? months.map((month) => [
          t(`domain.${lane.domain}`),
          textOf(month.from).slice(0, 7),
          t('timeline.inMonth', { count: month.count }),
          '',
          '',
        ])
      : marks.map(({ event }) => [
          t(`domain.${lane.domain}`),
          daysOf(event),
          nameOf(t, lane.domain, event),
          detailOf(t, lane.domain, event),
          event.source ?? '',
        ]),
  );
  const names = (domains: Domain[]) => domains.map((domain) => t(`domain.${domain}`)).join(', ');
  return (
    <div className={styles.stack}>
      <ChartFrame
        title={t('timeline.title')}
        unit={t('timeline.unit', { days: exact(lengthOf(span)) })}
        source={sourceOf(found?.provenance ?? overview.provenance, ...shown.map(({ lane }) => lane.table))}
        columns={(['domain', 'days', 'name', 'value', 'source'] as const).map((key) => ({
          title: t(`column.${key}`),
        }))}
        rows={rows}
        file={`chart-${whose.subject}`}
        height={Math.max(320, placed.reduce((sum, lane) => sum + lane.height, 0) + 136)}
      >
        <WindowBar span={span} whole={whole} onChange={onChange} />
        <div ref={ref} className={styles.drawing}>
          <Drawing
            lanes={placed}
            span={span}
            whole={whole}
            width={width}
            died={overview.died}
            chosen={chosen}
            onChoose={setChosen}
            onChange={onChange}
          />
        </div>
        <p className={styles.detail} aria-live="polite">
          {chosen && of ? (
            <>
              <strong>{nameOf(t, of, chosen)}</strong> · {t(`domain.${of}`)} · {daysOf(chosen)}
              {detailOf(t, of, chosen) && ` · ${detailOf(t, of, chosen)}`}
            </>
          ) : (
            <span className={styles.quiet}>{t('timeline.keys')}</span>
          )}
        </p>
      </ChartFrame>
      {error && <ErrorNotice error={error} onRetry={refetch} compact />}
      {counted.length > 0 && (
        <p className={styles.quiet}>
          {t('timeline.counted', {
            names: names(counted.map(({ lane }) => lane.domain)),
            count: MOST_EVENTS,
          })}
        </p>
      )}
      {cut.length > 0 && (
        <p className={styles.quiet}>
          {t('timeline.cut', { names: names(cut.map(({ domain }) => domain)), count: MOST_EVENTS })}
        </p>
      )}
      {undated > 0 && <p className={styles.quiet}>{t('timeline.undated', { count: undated })}</p>}
      <Treatments treated={treated} />
    </div>
  );
}
