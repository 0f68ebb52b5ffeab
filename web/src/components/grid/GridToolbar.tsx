import { CopyOutlined, SettingOutlined } from '@ant-design/icons';
import { Button, Popover, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ColumnSettings } from '@/components/grid/ColumnSettings';
import { countText } from '@/components/grid/cellText';
import styles from '@/components/grid/DataGrid.module.css';
import type { GridColumn } from '@/components/grid/types';
import type { ColumnLayout } from '@/components/grid/useColumnLayout';

interface Props<Row> {
  columns: GridColumn<Row>[];
  rowCount: number;
  exact: boolean;
  /** Not every row can be reached by scrolling. */
  cut: boolean;
  busy: boolean | undefined;
  tools: ReactNode;
  layout: ColumnLayout<Row>;
  copyable: boolean;
  onCopy: () => void;
}

export function GridToolbar<Row>(props: Props<Row>) {
  const { columns, rowCount, exact, cut, busy, tools, layout, copyable, onCopy } = props;
  const { t } = useTranslation();
  return (
    <div className={styles.toolbar}>
      <span aria-live="polite" className={busy ? styles.quiet : undefined}>
        {t(exact ? 'grid.rows' : 'grid.rowsEstimated', { rows: countText(rowCount, exact) })}
        {cut && <span className={styles.quiet}> · {t('grid.cut')}</span>}
      </span>
      <div className={styles.tools}>
        {tools}
        <Tooltip title={t('grid.copyHint')}>
          <Button
            size="small"
            type="text"
            icon={<CopyOutlined aria-hidden />}
            onClick={onCopy}
            disabled={!copyable}
          >
            {t('grid.copy')}
          </Button>
        </Tooltip>
        <Popover
          trigger="click"
          placement="bottomRight"
          title={t('grid.columns')}
          content={<ColumnSettings columns={columns} layout={layout} />}
        >
          <Button size="small" type="text" icon={<SettingOutlined aria-hidden />}>
            {t('grid.columnsShown', { shown: layout.placed.length, all: columns.length })}
          </Button>
        </Popover>
      </div>
    </div>
  );
}
