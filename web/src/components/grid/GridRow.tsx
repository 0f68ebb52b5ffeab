import { LockOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { cellText, isNumeric } from '@/components/grid/cellText';
import styles from '@/components/grid/DataGrid.module.css';
import type { GridColumn, GridPlace, GridSubject } from '@/components/grid/types';
import type { PlacedColumn } from '@/components/grid/useColumnLayout';
import type { CellRange } from '@/components/grid/useCursor';

interface Props<Row> {
  index: number;
  start: number;
  row: Row | undefined;
  placed: PlacedColumn<Row>[];
  pinnedCount: number;
  /** Indices into `placed` of the unpinned columns in sight. */
  sight: number[];
  /** Pixels of unpinned columns that lie left of what is in sight. */
  before: number;
  width: number;
  /** Column of the active cell in this row, else -1. */
  active: number;
  range: CellRange | undefined;
  cellId: (place: GridPlace) => string;
  onPoint: (column: number, extend: boolean) => void;
  onOpen: ((row: Row, index: number) => void) | undefined;
  onWhy: (subject: GridSubject) => void;
}

export function GridRow<Row>(props: Props<Row>) {
  const {
    index,
    start,
    row,
    placed,
    pinnedCount,
    sight,
    before,
    width,
    active,
    range,
    cellId,
    onPoint,
    onOpen,
    onWhy,
  } = props;
  let left = 0;
  const cell = (column: number) => {
    const one = placed[column];
    if (!one) return null;
    const stick = one.pinned ? left : undefined;
    left += one.width;
    const marked = range && column >= range.left && column <= range.right;
    const classes = [styles.cell];
    if (one.pinned) classes.push(column === pinnedCount - 1 ? styles.lastPinned : styles.pinned);
    if (isNumeric(one.column.kind)) classes.push(styles.numeric);
    if (marked) classes.push(styles.marked);
    if (active === column) classes.push(styles.active);
    return (
      // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus, and names its active cell
      // biome-ignore lint/a11y/useSemanticElements: see DataGrid
      // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the grid's
      <div
        key={one.column.id}
        id={cellId({ row: index, column })}
        role="gridcell"
        aria-colindex={column + 1}
        aria-selected={Boolean(marked)}
        className={classes.join(' ')}
        style={{ width: one.width, left: stick }}
        onClick={(event) => onPoint(column, event.shiftKey)}
        onDoubleClick={() => row !== undefined && onOpen?.(row, index)}
      >
        {row === undefined ? (
          <span className={styles.loading} aria-hidden />
        ) : (
          <>
            <Lock column={one.column} onWhy={onWhy} />
            <CellContent one={one} row={row} />
          </>
        )}
      </div>
    );
  };
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    // biome-ignore lint/a11y/useSemanticElements: see DataGrid
    <div
      role="row"
      aria-rowindex={index + 2}
      className={styles.row}
      style={{ transform: `translateY(${start}px)`, width }}
    >
      {placed.slice(0, pinnedCount).map((_, column) => cell(column))}
      <div style={{ flex: 'none', width: before }} aria-hidden />
      {sight.map(cell)}
    </div>
  );
}

/** Says that a cell's value went through a mask; pressing it says why. */
function Lock<Row>({ column, onWhy }: { column: GridColumn<Row>; onWhy: Props<Row>['onWhy'] }) {
  const { t } = useTranslation();
  const { mask, of } = column;
  if (!mask) return null;
  const words = t('grid.masked', { mask });
  if (!of) return <LockOutlined className={styles.lock} title={words} aria-hidden />;
  return (
    // For the pointer: repeated in each cell it would drown the values that are read out. Keys and the header ask as well.
    <button
      type="button"
      tabIndex={-1}
      className={styles.lockButton}
      title={`${words} · ${t('why.hint')}`}
      aria-hidden
      onClick={() => onWhy(of)}
    >
      <LockOutlined className={styles.lock} />
    </button>
  );
}

function CellContent<Row>({ one, row }: { one: PlacedColumn<Row>; row: Row }) {
  const value = one.column.value(row);
  if (one.column.render) return one.column.render(row);
  if (value === null || value === undefined) return <span className={styles.null}>null</span>;
  const text = cellText(value, one.column.kind);
  return (
    <span className={styles.text} title={text.length > 24 ? text : undefined}>
      {text}
    </span>
  );
}
