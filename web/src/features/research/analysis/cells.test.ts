import { describe, expect, it } from 'vitest';
import { differenceCell, figure, meanCell, medianCell, shareCell } from '@/features/research/analysis/cells';

const value = { persons: 5, share: 0.5, mean: 65.5, sd: 3.02, q1: 63, median: 65, q3: 68 };

describe('cells of figures', () => {
  it('tell count and share, mean and spread, median and quartiles, and keep the number for the file', () => {
    expect(shareCell(value)).toMatchObject({ text: '5 (50.0%)', value: 5 });
    expect(meanCell(value)).toMatchObject({ text: '65.5 ± 3.02', value: 65.5 });
    expect(medianCell(value)).toMatchObject({ text: '65.0 [63.0–68.0]', value: 65 });
    expect(meanCell({ ...value, sd: null }).text).toBe('65.5');
  });

  it('are a dash where there is no value', () => {
    const nothing = { persons: null, share: null, mean: null, sd: null, q1: null, median: null, q3: null };
    for (const cell of [shareCell(nothing), meanCell(nothing), medianCell(nothing), differenceCell(null)])
      expect(cell).toMatchObject({ text: '–', value: null });
  });

  it('show a difference with its sign, quietly where it is negligible', () => {
    expect(differenceCell(-0.256)).toMatchObject({ text: '−0.26', quiet: false });
    expect(differenceCell(0.05)).toMatchObject({ text: '0.05', quiet: true });
  });

  it('have as many digits as their size needs', () => {
    expect([12345.6, 12.34, 1.234, 0].map(figure)).toEqual(['12,346', '12.3', '1.23', '0.0']);
  });
});
