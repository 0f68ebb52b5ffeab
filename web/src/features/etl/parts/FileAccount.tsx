import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import type { Report } from '@/features/etl/api/runs';
import styles from '@/features/etl/parts/ReportTab.module.css';
import { useFormat } from '@/lib/format/useFormat';

const PARTS = ['loaded', 'rejected', 'merged'] as const;

/** Each source file's rows, and the check that none is lost. */
export function FileAccount({ files }: { files: Report['files'] }) {
  const { t } = useTranslation('etl');
  const { exact } = useFormat();
  const entries = Object.entries(files ?? {});
  const total = (key: 'read' | (typeof PARTS)[number]) =>
    entries.reduce((sum, [, file]) => sum + file[key], 0);
  return (
    <Panel
      title={t('report.files')}
      extra={<span className={styles.quiet}>{t('report.fileRule')}</span>}
      flush
    >
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('report.file')}</th>
            <th scope="col">{t('count.read')}</th>
            {PARTS.map((key) => (
              <th key={key} scope="col">
                {t(`count.${key}`)}
              </th>
            ))}
            <th scope="col">{t('report.difference')}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map(([name, file]) => (
            <tr key={name}>
              <th scope="row">{name}.csv</th>
              <td>{exact(file.read)}</td>
              <td>{exact(file.loaded)}</td>
              <td>
                {file.rejected > 0 ? (
                  <Link from="/etl/runs/$run" search={{ tab: 'rejects', file: name }}>
                    {exact(file.rejected)}
                  </Link>
                ) : (
                  <Zero />
                )}
              </td>
              <td>{file.merged > 0 ? exact(file.merged) : <Zero />}</td>
              <Difference value={file.read - file.loaded - file.rejected - file.merged} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('report.sum')}</th>
            <td>{exact(total('read'))}</td>
            {PARTS.map((key) => (
              <td key={key}>{exact(total(key))}</td>
            ))}
            <Difference value={total('read') - PARTS.reduce((sum, key) => sum + total(key), 0)} />
          </tr>
        </tfoot>
      </table>
    </Panel>
  );
}

function Zero() {
  return <span className={styles.faint}>0</span>;
}

/** 0 where it adds up; anything else stands out. */
export function Difference({ value }: { value: number }) {
  const { exact } = useFormat();
  return <td className={value === 0 ? styles.good : styles.bad}>{exact(value)}</td>;
}
