import type { Report } from '@/features/etl/api/runs';
import { Equation } from '@/features/etl/parts/Equation';
import { FileAccount } from '@/features/etl/parts/FileAccount';
import { IncrementalAccount } from '@/features/etl/parts/IncrementalAccount';
import { Mapping } from '@/features/etl/parts/Mapping';
import styles from '@/features/etl/parts/ReportTab.module.css';
import { StepAccount } from '@/features/etl/parts/StepAccount';
import { TableCounts } from '@/features/etl/parts/TableCounts';

/** Whether it adds up, for the whole, each file and each step; and what came of it. */
export function ReportTab({ report }: { report: Report }) {
  return (
    <div className={styles.report}>
      <Equation report={report} />
      {report.incremental && <IncrementalAccount of={report.incremental} />}
      <FileAccount files={report.files} />
      <StepAccount steps={report.steps} />
      <div className={styles.pair}>
        <Mapping mapping={report.mapping} />
        <TableCounts tables={report.tables} />
      </div>
    </div>
  );
}
