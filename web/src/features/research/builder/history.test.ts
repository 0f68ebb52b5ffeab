import { expect, it } from 'vitest';
import { begun, type History, next } from '@/features/research/builder/history';

function set(history: History<string>, to: string, about?: string, at = 0) {
  return next(history, { do: 'set', to, about, at });
}

it('goes back and forth through changes', () => {
  let history = set(set(begun('a'), 'b'), 'c');
  history = next(next(history, { do: 'undo' }), { do: 'undo' });
  expect(history.present).toBe('a');
  expect(next(history, { do: 'undo' }).present).toBe('a');
  history = next(history, { do: 'redo' });
  expect(history.present).toBe('b');
  expect(set(history, 'd').future).toEqual([]);
});

it('takes typing in one field for one change', () => {
  const typed = set(set(set(begun(''), 'd', 'name', 1000), 'di', 'name', 1200), 'dia', 'name', 1400);
  expect(next(typed, { do: 'undo' }).present).toBe('');
  const later = set(typed, 'diab', 'name', 9000);
  expect(next(later, { do: 'undo' }).present).toBe('dia');
  const elsewhere = set(typed, 'x', 'comment', 1500);
  expect(next(elsewhere, { do: 'undo' }).present).toBe('dia');
});
