import { useVirtualizer } from '@tanstack/react-virtual';
import { App } from 'antd';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cellText } from '@/components/grid/cellText';
import styles from '@/components/grid/DataGrid.module.css';
import { GridHeader } from '@/components/grid/GridHeader';
import { GridRow } from '@/components/grid/GridRow';
import { GridToolbar } from '@/components/grid/GridToolbar';
import type { GridPlace, GridProps, GridSubject } from '@/components/grid/types';
import { useColumnLayout } from '@/components/grid/useColumnLayout';
import { useCursor } from '@/components/grid/useCursor';
import { WhyDialog } from '@/components/WhyDialog';
import { toTsv } from '@/lib/download';

const ROW_HEIGHT = 32;
const FILTER_HEIGHT = 36;
/** Browsers stop at about 17 million pixels of height; below that every row can be reached by scrolling. */
export const MAX_ROWS = 500_000;
/** Cells that one copy may take: more belongs in an export. */
const MAX_COPIED = 200_000;

/** Rows of any number and width: only what is in sight is in the document, in both directions. */
export function DataGrid<Row>(props: GridProps<Row>) {
  const {
    label,
    columns,
    rowCount,
    exact = true,
    row,
    onRange,
    sort,
    onSort,
    filters,
    onFilter,
    onOpen,
  } = props;
  const { t } = useTranslation();
  const { message } = App.useApp();
  const id = useId();
  const [asked, setAsked] = useState<GridSubject>();
  const scroller = useRef<HTMLDivElement>(null);
  const layout = useColumnLayout(columns, props.keep);
  const { placed } = layout;
  const shownRows = Math.min(rowCount, MAX_ROWS);
  const pinned = placed.filter((one) => one.pinned);
  const loose = placed.slice(pinned.length);
  const pinnedWidth = pinned.reduce((sum, one) => sum + one.width, 0);
  const hasFilters = Boolean(onFilter) && columns.some((column) => column.filterable);
  const headerHeight = ROW_HEIGHT + 4 + (hasFilters ? FILTER_HEIGHT : 0);

  const rows = useVirtualizer({
    count: shownRows,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    scrollPaddingStart: headerHeight,
    paddingStart: headerHeight,
  });
  const across = useVirtualizer({
    horizontal: true,
    count: loose.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => loose[index]?.width ?? 0,
    getItemKey: (index) => `${loose[index]?.column.id}:${loose[index]?.width}`,
    overscan: 3,
    paddingStart: pinnedWidth,
    scrollPaddingStart: pinnedWidth,
  });
  const inSight = rows.getVirtualItems();
  const first = inSight[0]?.index ?? 0;
  const last = inSight.at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= first) onRange?.(first, last);
  }, [first, last, onRange]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another order or filter starts at the top
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
  }, [sort?.column, sort?.desc, JSON.stringify(filters)]);

  const reveal = ({ row: toRow, column }: GridPlace) => {
    if (toRow >= 0) rows.scrollToIndex(toRow);
    if (column >= pinned.length) across.scrollToIndex(column - pinned.length);
  };
  const toggleSort = (column: number) => {
    const one = placed[column]?.column;
    if (!one?.sortable || !onSort) return;
    if (sort?.column !== one.id) onSort({ column: one.id, desc: false });
    else onSort(sort.desc ? undefined : { column: one.id, desc: true });
  };
  const copy = async () => {
    const { top, bottom, left, right } = cursor.range;
    if ((bottom - top + 1) * (right - left + 1) > MAX_COPIED) {
      message.warning(t('grid.tooMuch', { count: MAX_COPIED }));
      return;
    }
    const chosen = placed.slice(left, right + 1).map((one) => one.column);
    const found = Array.from({ length: bottom - top + 1 }, (_, index) => row(top + index)).filter(
      (one) => one !== undefined,
    );
    const lines = found.map((one) => chosen.map((column) => cellText(column.value(one), column.kind)));
    await navigator.clipboard.writeText(toTsv([chosen.map((column) => column.id), ...lines]));
    message.success(t('grid.copied', { rows: found.length, columns: chosen.length }));
  };
  const cursor = useCursor({
    rows: shownRows,
    columns: placed.length,
    pageRows: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 320) / ROW_HEIGHT) - 2),
    reveal,
    onEnter: (place) => {
      if (place.row < 0) return toggleSort(place.column);
      const opened = row(place.row);
      if (opened !== undefined) onOpen?.(opened, place.row);
    },
    onCopy: () => void copy(),
    onAbout: (place) => setAsked(placed[place.column]?.column.of),
  });
  const sight = across.getVirtualItems().map((item) => pinned.length + item.index);
  const before = (across.getVirtualItems()[0]?.start ?? pinnedWidth) - pinnedWidth;
  const width = Math.max(across.getTotalSize(), pinnedWidth);
  const cellId = (place: GridPlace) => `${id}-${place.row}-${place.column}`;
  return (
    <div className={styles.grid}>
      <GridToolbar
        {...{
          columns,
          rowCount,
          exact,
          layout,
          busy: props.busy,
          tools: props.tools,
          cut: rowCount > MAX_ROWS,
        }}
        onCopy={copy}
        copyable={shownRows > 0}
      />
      {/* biome-ignore lint/a11y/useSemanticElements: a table element cannot hold rows that are out of sight */}
      <div
        ref={scroller}
        role="grid"
        tabIndex={0}
        className={styles.scroller}
        aria-label={label}
        aria-rowcount={exact ? rowCount + 1 : -1}
        aria-colcount={placed.length}
        aria-busy={props.busy}
        aria-multiselectable="true"
        aria-activedescendant={cellId(cursor.active)}
        onKeyDown={cursor.onKeyDown}
      >
        <div style={{ height: rows.getTotalSize(), width, minWidth: '100%', position: 'relative' }}>
          <GridHeader
            {...{
              placed,
              pinnedCount: pinned.length,
              sight,
              before,
              width,
              sort,
              filters,
              onFilter,
              hasFilters,
            }}
            active={cursor.active.row === -1 ? cursor.active.column : -1}
            cellId={cellId}
            onSort={onSort ? toggleSort : undefined}
            layout={layout}
            onWhy={setAsked}
          />
          {inSight.map((item) => (
            <GridRow
              key={item.key}
              index={item.index}
              start={item.start}
              row={row(item.index)}
              {...{ placed, pinnedCount: pinned.length, sight, before, width }}
              active={cursor.active.row === item.index ? cursor.active.column : -1}
              range={
                item.index >= cursor.range.top && item.index <= cursor.range.bottom ? cursor.range : undefined
              }
              cellId={cellId}
              onPoint={(column, extend) => cursor.go({ row: item.index, column }, extend)}
              onOpen={onOpen}
              onWhy={setAsked}
            />
          ))}
        </div>
        {rowCount === 0 && !props.busy && <div className={styles.empty}>{props.empty}</div>}
      </div>
      {asked && <WhyDialog {...asked} onClose={() => setAsked(undefined)} />}
    </div>
  );
}
