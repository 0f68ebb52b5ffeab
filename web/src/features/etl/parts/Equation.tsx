import { CheckCircleOutlined, CloseCircleOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import type { Report } from '@/features/etl/api/runs';
import styles from '@/features/etl/parts/ReportTab.module.css';
import { useFormat } from '@/lib/format/useFormat';

const PARTS = ['loaded', 'rejected', 'merged'] as const;

/** The run in one line: rows read = loaded + rejected + merged. */
export function Equation({ report }: { report: Report }) {
  const { t } = useTranslation('etl');
  const { exact } = useFormat();
  const files = Object.values(report.files);
  const sum = (key: 'read' | (typeof PARTS)[number]) => files.reduce((total, file) => total + file[key], 0);
  return (
    <Panel>
      <div className={styles.equation}>
        <Term label={t('count.read')} value={exact(sum('read'))} />
        {PARTS.map((key, index) => (
          <div key={key} className={styles.term}>
            <span className={styles.sign}>{index === 0 ? '=' : '+'}</span>
            <Term label={t(`count.${key}`)} value={exact(sum(key))} />
          </div>
        ))}
        <p className={report.reconciles ? styles.good : styles.bad}>
          {report.reconciles ? <CheckCircleOutlined aria-hidden /> : <CloseCircleOutlined aria-hidden />}{' '}
          {t(report.reconciles ? 'report.reconciles' : 'report.differs')}
        </p>
      </div>
    </Panel>
  );
}

function Term({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <div className={styles.value}>{value}</div>
      <div className={styles.quiet}>{label}</div>
    </div>
  );
}
