import { DownloadOutlined } from '@ant-design/icons';
import { Alert, Button, Tooltip } from 'antd';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import { SourceButton } from '@/components/SourcePopover';
import type { FigureSource } from '@/components/source';
import styles from '@/features/research/analysis/Analysis.module.css';
import { saveText, toCsv } from '@/lib/download';

export interface Cell {
  text: string;
  /** What the file holds where it is not the text: the number in full. */
  value?: string | number | null;
  quiet?: boolean;
  /** It is words, which begin where their column begins. */
  words?: boolean;
}

export interface Line {
  key: string;
  head: string;
  /** One of the levels of the line above. */
  inner?: boolean;
  /** Of whom the line is, in the file: the name of the line above. */
  of?: string;
  cells: Cell[];
}

interface Props {
  title: string;
  source: FigureSource;
  /** First the heading of the lines themselves. */
  columns: string[];
  lines: Line[];
  file: string;
  note?: ReactNode;
}

/** A table of figures: where they are from, and the same as a file with numbers in full. */
export function ResultPanel({ title, source, columns, lines, file, note }: Props) {
  const { t } = useTranslation('analysis');
  const masked = source.masked ?? [];
  const id = useId();
  const isText = (place: number) => lines[0]?.cells[place - 1]?.words ?? false;
  const download = () =>
    saveText(
      `${file}.csv`,
      toCsv(
        columns,
        lines.map((line) => [
          line.of ? `${line.of}: ${line.head}` : line.head,
          ...line.cells.map((cell) => (cell.value === undefined ? cell.text : cell.value)),
        ]),
      ),
    );
  return (
    <Panel
      title={<span id={id}>{title}</span>}
      extra={
        <>
          <SourceButton of={title} source={source} />
          <Tooltip title={t('chart.csv')}>
            <Button
              type="text"
              size="small"
              icon={<DownloadOutlined aria-hidden />}
              aria-label={`${title}: ${t('chart.csv')}`}
              onClick={download}
            />
          </Tooltip>
        </>
      }
    >
      {note && <p className={styles.note}>{note}</p>}
      {masked.length > 0 && (
        <Alert type="warning" className={styles.masked} title={t('masked', { columns: masked.join(', ') })} />
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={styles.scroll} tabIndex={0} aria-labelledby={id}>
        <table className={styles.table}>
          <thead>
            <tr>
              {columns.map((column, place) => (
                <th
                  key={column}
                  scope="col"
                  className={place > 0 && !isText(place) ? styles.number : undefined}
                >
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.key}>
                <th scope="row" className={line.inner ? styles.level : undefined}>
                  {line.head}
                </th>
                {line.cells.map((cell, place) => (
                  <td
                    key={columns[place + 1]}
                    className={`${cell.words ? '' : styles.number} ${cell.quiet ? styles.quiet : ''}`}
                  >
                    {cell.text}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Panel>
  );
}
