import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import { SourceButton } from '@/components/SourcePopover';
import styles from '@/features/research/parts/Research.module.css';
import type { StudyResults } from '@/features/research/studies/api';
import { saveText, toCsv } from '@/lib/download';
import { decimal, exact } from '@/lib/format/numbers';

interface Props {
  table: StudyResults['tables'][number];
  sources: string[];
  study: StudyResults;
}

/** A figure for the eye; the file has all its digits. */
function figure(cell: string): string {
  if (cell === '') return '–';
  const value = Number(cell);
  return Number.isInteger(value) ? exact(value) : decimal(value, 3);
}

/** A table of results as the file has it. An empty cell is one that is not told. */
export function ResultTable({ table, sources, study }: Props) {
  const { t } = useTranslation('studies');
  const { t: ofAnalysis } = useTranslation('analysis');
  const id = `table-${table.name}`;
  const named = (column: string | undefined, cell: string) =>
    column === 'variable' && cell !== 'persons'
      ? ofAnalysis(`variable.${cell}`, { defaultValue: cell })
      : column === 'variable'
        ? t('column.persons')
        : cell;
  return (
    <Panel
      title={<span id={id}>{table.name}</span>}
      flush
      extra={
        <>
          <SourceButton
            of={table.name}
            source={{
              tables: ['cohort'],
              sql: sources.join(';\n\n'),
              masked: [],
              snapshot: study.data.version ?? undefined,
              publishedAt: study.data.published_at ?? undefined,
              synthetic: study.data.synthetic,
            }}
          />
          <Button
            type="text"
            size="small"
            icon={<DownloadOutlined aria-hidden />}
            aria-label={`${table.name}: CSV`}
            onClick={() => saveText(`${table.name}.csv`, toCsv(table.columns, table.rows))}
          />
        </>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section style={{ overflow: 'auto', maxHeight: 480 }} tabIndex={0} aria-labelledby={id}>
        <table className={styles.table}>
          <thead>
            <tr>
              {table.columns.map((column, place) => (
                <th key={column} scope="col" className={place < table.keys ? undefined : styles.number}>
                  {t(`column.${column}`, { defaultValue: column })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row) => (
              <tr key={row.slice(0, table.keys).join('\u0000')}>
                {row.map((cell, place) => (
                  <td key={table.columns[place]} className={place < table.keys ? undefined : styles.number}>
                    {place < table.keys ? named(table.columns[place], cell) : figure(cell)}
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
