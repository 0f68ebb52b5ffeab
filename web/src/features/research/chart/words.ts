/** What an event says, in a few words. */
import type { TFunction } from 'i18next';
import type { Domain, Event } from '@/features/research/chart/api';

/** The concept's name; of a code that was not mapped, the code. */
export function nameOf(t: TFunction<'chart'>, domain: Domain, event: Event): string {
  if (event.name) return event.name;
  if (event.source) return t('unmapped', { code: event.source });
  if (event.concept) return t('concept', { id: event.concept });
  if (domain === 'note' && event.text) return event.text;
  return t(`domain.${domain}`);
}

/** Its value, amount or text; empty where it has none. */
export function detailOf(t: TFunction<'chart'>, domain: Domain, event: Event): string {
  const parts = [];
  if (event.number !== null && event.number !== undefined) {
    parts.push([event.operator, numberText(event.number), event.unit].filter(Boolean).join(' '));
  }
  if (domain !== 'note' && event.value) parts.push(event.value);
  if (event.low !== null || event.high !== null) {
    const range = rangeText(event.low, event.high);
    if (range) parts.push(t('range', { range }));
  }
  if (event.quantity !== null && event.quantity !== undefined) {
    parts.push(t(domain.endsWith('_era') ? 'records' : 'quantity', { count: event.quantity }));
  }
  if (event.days) parts.push(t('days', { count: event.days }));
  if (event.text && (domain !== 'note' || event.name)) parts.push(event.text);
  return parts.join(' · ');
}

/** As many digits as a value has, up to four behind the point. */
export function numberText(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 4 });
}

export function rangeText(low: number | null | undefined, high: number | null | undefined): string {
  const known = (value: number | null | undefined): value is number => value !== null && value !== undefined;
  if (known(low) && known(high)) return `${numberText(low)}–${numberText(high)}`;
  if (known(low)) return `≥ ${numberText(low)}`;
  return known(high) ? `≤ ${numberText(high)}` : '';
}

/** The days of an event: one, or the first and the last. */
export function daysOf(event: Event): string {
  if (!event.start) return '';
  return event.end && event.end !== event.start ? `${event.start} ~ ${event.end}` : event.start;
}
