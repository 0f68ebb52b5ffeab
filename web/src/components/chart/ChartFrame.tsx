import { BarChartOutlined, DownloadOutlined, TableOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '@/components/chart/ChartFrame.module.css';
import { Panel } from '@/components/Panel';
import { SourceButton } from '@/components/SourcePopover';
import type { FigureSource } from '@/components/source';
import { saveText, toCsv } from '@/lib/download';
import { useFormat } from '@/lib/format/useFormat';

export interface ChartColumn {
  title: string;
  numeric?: boolean;
}

interface Props {
  title: string;
  /** What the axis counts: 명, 건, %. */
  unit: string;
  source: FigureSource;
  /** The same data as a table: what the table view shows and the download holds. */
  columns: ChartColumn[];
  rows: (string | number | null)[][];
  /** Name of the downloaded file, without its ending. */
  file: string;
  height?: number;
  /** Right of the title: a choice of what is drawn. */
  extra?: ReactNode;
  children: ReactNode;
}

/** Around every chart: its title and unit, where it comes from, the same as a table, and as a file. */
export function ChartFrame(props: Props) {
  const { title, unit, source, columns, rows, file, height = 240, extra, children } = props;
  const { t } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  const toggle = t(asTable ? 'chart.asChart' : 'chart.asTable');
  const download = () =>
    saveText(
      `${file}.csv`,
      toCsv(
        columns.map((column) => column.title),
        rows,
      ),
    );
  return (
    <Panel
      title={
        <>
          {title} <span className={styles.unit}>({unit})</span>
        </>
      }
      extra={
        <>
          {extra}
          <span className={styles.buttons}>
            <SourceButton of={title} source={source} />
            <Tooltip title={toggle}>
              <Button
                type="text"
                size="small"
                icon={asTable ? <BarChartOutlined aria-hidden /> : <TableOutlined aria-hidden />}
                aria-label={`${title}: ${toggle}`}
                aria-pressed={asTable}
                onClick={() => setAsTable(!asTable)}
              />
            </Tooltip>
            <Tooltip title={t('chart.csv')}>
              <Button
                type="text"
                size="small"
                icon={<DownloadOutlined aria-hidden />}
                aria-label={`${title}: ${t('chart.csv')}`}
                onClick={download}
              />
            </Tooltip>
          </span>
        </>
      }
    >
      <figure className={styles.figure} aria-label={`${title} (${unit})`}>
        <div style={{ height }} className={styles.body}>
          {asTable ? <ChartTable title={title} columns={columns} rows={rows} /> : children}
        </div>
        <SourceLine source={source} />
      </figure>
    </Panel>
  );
}

function SourceLine({ source }: { source: FigureSource }) {
  const { t } = useTranslation();
  const format = useFormat();
  const parts = [source.tables.slice(0, 3).join(', ') + (source.tables.length > 3 ? ' …' : '')];
  if (source.snapshot !== undefined) parts.push(t('snapshot.label', { version: source.snapshot }));
  if (source.publishedAt) parts.push(format.date(source.publishedAt));
  if (source.synthetic) parts.push(t('snapshot.synthetic'));
  return (
    <figcaption className={styles.source}>
      {t('chart.source')} {parts.join(' · ')}
    </figcaption>
  );
}

function ChartTable({ title, columns, rows }: Pick<Props, 'title' | 'columns' | 'rows'>) {
  const format = useFormat();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label={title}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col" className={column.numeric ? styles.number : undefined}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.join('\u001f')}>
              {row.map((value, index) => {
                const column = columns[index];
                const numeric = column?.numeric ?? false;
                return (
                  <td key={column?.title} className={numeric ? styles.number : undefined}>
                    {numeric && typeof value === 'number' ? format.exact(value) : (value ?? '<5')}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
