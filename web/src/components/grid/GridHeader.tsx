import { CaretDownOutlined, CaretUpOutlined, LockOutlined, QuestionCircleOutlined } from '@ant-design/icons';
import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from '@/components/grid/DataGrid.module.css';
import { FilterField } from '@/components/grid/FilterField';
import { ResizeHandle } from '@/components/grid/ResizeHandle';
import type { GridPlace, GridSort, GridSubject } from '@/components/grid/types';
import type { ColumnLayout, PlacedColumn } from '@/components/grid/useColumnLayout';

interface Props<Row> {
  placed: PlacedColumn<Row>[];
  pinnedCount: number;
  sight: number[];
  before: number;
  width: number;
  sort: GridSort | undefined;
  filters: Record<string, string> | undefined;
  onFilter: ((column: string, text: string) => void) | undefined;
  hasFilters: boolean;
  active: number;
  cellId: (place: GridPlace) => string;
  onSort: ((column: number) => void) | undefined;
  layout: ColumnLayout<Row>;
  onWhy: (subject: GridSubject) => void;
}

export function GridHeader<Row>(props: Props<Row>) {
  const { placed, pinnedCount, sight, before, width } = props;
  let left = 0;
  const cell = (column: number) => {
    const one = placed[column];
    if (!one) return null;
    const stick = one.pinned ? left : undefined;
    left += one.width;
    return <HeaderCell key={one.column.id} {...props} one={one} column={column} stick={stick} />;
  };
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    // biome-ignore lint/a11y/useSemanticElements: see DataGrid
    <div role="row" aria-rowindex={1} className={styles.header} style={{ width }}>
      {placed.slice(0, pinnedCount).map((_, column) => cell(column))}
      <div style={{ flex: 'none', width: before }} aria-hidden />
      {sight.map(cell)}
    </div>
  );
}

type CellProps<Row> = Props<Row> & { one: PlacedColumn<Row>; column: number; stick: number | undefined };

function HeaderCell<Row>(props: CellProps<Row>) {
  const { one, column, stick, sort, onSort, filters, onFilter, hasFilters, active, cellId, layout, onWhy } =
    props;
  const { t } = useTranslation();
  const { id, title, description, mask, sortable, of } = one.column;
  const sorted = sort?.column === id ? (sort.desc ? 'descending' : 'ascending') : 'none';
  const classes = [styles.headerCell];
  if (one.pinned) classes.push(column === props.pinnedCount - 1 ? styles.lastPinned : styles.pinned);
  if (active === column) classes.push(styles.active);
  const words = (
    <span className={styles.title}>
      {mask && <LockOutlined className={styles.lock} aria-label={t('grid.masked', { mask })} />}
      <span className={styles.text}>{title}</span>
      {sorted === 'ascending' && <CaretUpOutlined aria-hidden />}
      {sorted === 'descending' && <CaretDownOutlined aria-hidden />}
    </span>
  );
  const hint = [description, mask && t('grid.masked', { mask })].filter(Boolean).join(' · ');
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    // biome-ignore lint/a11y/useSemanticElements: see DataGrid
    <div
      id={cellId({ row: -1, column })}
      role="columnheader"
      aria-colindex={column + 1}
      aria-sort={sortable ? sorted : undefined}
      className={classes.join(' ')}
      style={{ width: one.width, left: stick }}
    >
      <Tooltip title={hint || undefined} mouseEnterDelay={0.4}>
        {sortable && onSort ? (
          <button type="button" tabIndex={-1} className={styles.sort} onClick={() => onSort(column)}>
            {words}
          </button>
        ) : (
          <span className={styles.plain}>{words}</span>
        )}
      </Tooltip>
      {of && (
        <button
          type="button"
          tabIndex={-1}
          className={mask ? styles.why : styles.whyQuiet}
          title={t('why.hint')}
          aria-label={t('why.of', { column: title })}
          onClick={() => onWhy(of)}
        >
          <QuestionCircleOutlined aria-hidden />
        </button>
      )}
      {hasFilters && (
        <div className={styles.filter}>
          {one.column.filterable && onFilter && (
            <FilterField
              label={t('grid.filter', { column: title })}
              value={filters?.[id] ?? ''}
              onChange={(text) => onFilter(id, text)}
            />
          )}
        </div>
      )}
      <ResizeHandle width={one.width} onResize={(next) => layout.resize(id, next)} />
    </div>
  );
}
