import { fireEvent, render, screen, within } from '@testing-library/react';
import { App, ConfigProvider } from 'antd';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { DataGrid } from '@/components/grid/DataGrid';
import type { GridColumn, GridProps } from '@/components/grid/types';
import common from '@/locales/en/common.json';

type Row = { id: number; name: string | null; city: string };

const columns: GridColumn<Row>[] = [
  { id: 'id', title: 'id', kind: 'integer', value: (row) => row.id, pinned: true, sortable: true },
  { id: 'name', title: 'name', value: (row) => row.name, mask: 'token', filterable: true },
  { id: 'city', title: 'city', value: (row) => row.city, sortable: true },
];
const row = (index: number): Row => ({
  id: index,
  name: index === 1 ? null : `n${index}`,
  city: `c${index}`,
});

const size = { clientWidth: 900, clientHeight: 480 };
const original = Object.keys(size).map(
  (key) => [key, Object.getOwnPropertyDescriptor(Element.prototype, key)] as const,
);

beforeAll(async () => {
  // The virtual lists ask how large they are; jsdom lays nothing out.
  for (const [key, value] of Object.entries(size)) {
    Object.defineProperty(Element.prototype, key, { configurable: true, get: () => value });
  }
  Element.prototype.scrollTo = () => {};
  await i18next
    .use(initReactI18next)
    .init({ lng: 'en', ns: ['common'], defaultNS: 'common', resources: { en: { common } } });
});
afterAll(() => {
  for (const [key, descriptor] of original) {
    if (descriptor) Object.defineProperty(Element.prototype, key, descriptor);
  }
});
beforeEach(() => localStorage.clear());

function show(props: Partial<GridProps<Row>> = {}) {
  const element = (more: Partial<GridProps<Row>>) => (
    <ConfigProvider>
      <App>
        <DataGrid label="people" columns={columns} rowCount={100_000} row={row} {...props} {...more} />
      </App>
    </ConfigProvider>
  );
  const { rerender } = render(element({}));
  return {
    grid: screen.getByRole('grid'),
    again: (more: Partial<GridProps<Row>>) => rerender(element(more)),
  };
}

it('holds only the rows in sight, and says how many there are', () => {
  const { grid } = show();
  const shown = within(grid).getAllByRole('row').length;
  expect(shown).toBeGreaterThan(10);
  expect(shown).toBeLessThan(60);
  expect(grid.getAttribute('aria-rowcount')).toBe('100001');
  expect(screen.getByText('100,000 rows')).toBeTruthy();
});

it('says that a count is an estimate', () => {
  show({ exact: false });
  expect(screen.getByText('≈ 100,000 rows (estimate)')).toBeTruthy();
});

it('tells null from text, and marks masked columns', () => {
  const { grid } = show();
  expect(within(grid).getByText('null')).toBeTruthy();
  expect(within(grid).getAllByLabelText('De-identified value (token)').length).toBe(1);
});

it('orders by a column: up, down, and back to the table’s own order', () => {
  const onSort = vi.fn();
  const { grid, again } = show({ onSort });
  const click = () => fireEvent.click(within(grid).getByRole('button', { name: /city/ }));
  click();
  expect(onSort).toHaveBeenLastCalledWith({ column: 'city', desc: false });
  again({ sort: { column: 'city', desc: false } });
  expect(within(grid).getByRole('columnheader', { name: /city/ }).getAttribute('aria-sort')).toBe(
    'ascending',
  );
  click();
  expect(onSort).toHaveBeenLastCalledWith({ column: 'city', desc: true });
  again({ sort: { column: 'city', desc: true } });
  click();
  expect(onSort).toHaveBeenLastCalledWith(undefined);
});

it('moves with the keys and copies the range with its header', async () => {
  const written = vi.fn().mockResolvedValue(undefined);
  vi.stubGlobal('navigator', Object.assign(navigator, { clipboard: { writeText: written } }));
  const { grid } = show();
  grid.focus();
  fireEvent.keyDown(grid, { key: 'ArrowDown' });
  fireEvent.keyDown(grid, { key: 'ArrowDown', shiftKey: true });
  fireEvent.keyDown(grid, { key: 'ArrowRight', shiftKey: true });
  const active = document.getElementById(grid.getAttribute('aria-activedescendant') ?? '');
  expect(active?.getAttribute('aria-colindex')).toBe('2');
  fireEvent.keyDown(grid, { key: 'c', ctrlKey: true });
  expect(written).toHaveBeenCalledWith('id\tname\n0\tn0\n1\t');
});

it('opens a row on Enter, and orders by the header’s column', () => {
  const onOpen = vi.fn();
  const onSort = vi.fn();
  const { grid } = show({ onOpen, onSort });
  fireEvent.keyDown(grid, { key: 'Enter' });
  expect(onSort).toHaveBeenCalledWith({ column: 'id', desc: false });
  fireEvent.keyDown(grid, { key: 'ArrowDown' });
  fireEvent.keyDown(grid, { key: 'Enter' });
  expect(onOpen).toHaveBeenCalledWith(row(0), 0);
});

it('asks for the rows that came into sight, and shows places for those not there yet', () => {
  const onRange = vi.fn();
  const { grid } = show({ onRange, row: () => undefined });
  expect(onRange.mock.calls[0]?.[0]).toBe(0);
  expect(onRange.mock.calls[0]?.[1]).toBeGreaterThan(10);
  expect(within(grid).queryByText('n0')).toBeNull();
});

it('hands on a condition typed into the header', () => {
  const onFilter = vi.fn();
  show({ onFilter });
  const field = screen.getByLabelText('Condition on name');
  fireEvent.change(field, { target: { value: 'kim' } });
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(onFilter).toHaveBeenCalledWith('name', 'kim');
});

it('says why it is empty', () => {
  show({ rowCount: 0, empty: 'Nothing matches.' });
  expect(screen.getByText('Nothing matches.')).toBeTruthy();
});
