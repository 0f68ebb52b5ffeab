import type { Span } from '@/features/research/analysis/search';

/** Days of a window that has no end on one side: a hundred years. */
export const ALWAYS = 36_525;

export function daysOf(span: Span): number {
  return span === 'all' ? ALWAYS : Number(span);
}

/** Three years: how long after entry treatments count as steps of a pathway. */
export const WITHIN_DAYS = 1096;
