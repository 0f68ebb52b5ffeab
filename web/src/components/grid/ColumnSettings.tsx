import { PushpinFilled, PushpinOutlined } from '@ant-design/icons';
import { Button, Checkbox, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from '@/components/grid/DataGrid.module.css';
import type { GridColumn } from '@/components/grid/types';
import type { ColumnLayout } from '@/components/grid/useColumnLayout';

/** Which columns are shown, which stay at the left, how wide each is: also without a pointer. */
export function ColumnSettings<Row>({
  columns,
  layout,
}: {
  columns: GridColumn<Row>[];
  layout: ColumnLayout<Row>;
}) {
  const { t } = useTranslation();
  const shown = new Map(layout.placed.map((one) => [one.column.id, one]));
  return (
    <div className={styles.settings}>
      <ul>
        {columns.map((column) => {
          const one = shown.get(column.id);
          const last = one !== undefined && shown.size === 1;
          return (
            <li key={column.id}>
              <Checkbox
                checked={one !== undefined}
                disabled={last}
                onChange={(event) => layout.hide(column.id, !event.target.checked)}
              >
                {column.title}
              </Checkbox>
              <span className={styles.settingsTools}>
                {one && (
                  <InputNumber
                    size="small"
                    value={one.width}
                    min={56}
                    max={800}
                    step={16}
                    controls={false}
                    aria-label={t('grid.width', { column: column.title })}
                    onChange={(width) => width && layout.resize(column.id, width)}
                  />
                )}
                <Button
                  size="small"
                  type="text"
                  disabled={!one}
                  icon={one?.pinned ? <PushpinFilled /> : <PushpinOutlined aria-hidden />}
                  aria-pressed={one?.pinned ?? false}
                  aria-label={t('grid.pin', { column: column.title })}
                  onClick={() => layout.pin(column.id, !one?.pinned)}
                />
              </span>
            </li>
          );
        })}
      </ul>
      <Button size="small" onClick={layout.reset}>
        {t('grid.reset')}
      </Button>
    </div>
  );
}
