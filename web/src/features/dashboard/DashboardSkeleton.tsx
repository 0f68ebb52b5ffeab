import { Skeleton } from 'antd';
import { Panel } from '@/components/Panel';
import styles from '@/features/dashboard/DashboardPage.module.css';

/** The page's own shape while its figures are on the way. */
export function DashboardSkeleton() {
  return (
    <div className={styles.board} aria-busy="true">
      <div className={styles.figures}>
        {['a', 'b', 'c', 'd', 'e'].map((key) => (
          <Panel key={key}>
            <Skeleton active title={{ width: '40%' }} paragraph={{ rows: 1, width: '70%' }} />
          </Panel>
        ))}
      </div>
      {(['wide', 'narrow', 'half', 'half end'] as const).map((part) => (
        <div key={part} className={styles[part.split(' ')[0] ?? part]}>
          <ChartSkeleton />
        </div>
      ))}
    </div>
  );
}

/** As high as a chart in its frame, so that nothing moves when it arrives. */
export function ChartSkeleton() {
  return (
    <Panel>
      <div style={{ height: 320 }}>
        <Skeleton active title={{ width: 120 }} paragraph={{ rows: 7 }} />
      </div>
    </Panel>
  );
}
