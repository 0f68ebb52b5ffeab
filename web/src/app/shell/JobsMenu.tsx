import { SyncOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Badge, Button, Popover } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from '@/app/shell/JobsMenu.module.css';
import { Progress } from '@/components/Progress';
import { api, data } from '@/lib/api/client';
import { useFormat } from '@/lib/format/useFormat';
import { isOpen, jobsQuery } from '@/lib/jobs';

/** My long work: what runs, how far it is, and how the last ones ended. */
export function JobsMenu() {
  const { t } = useTranslation();
  const { data: jobs = [] } = useQuery(jobsQuery);
  const running = jobs.filter((job) => isOpen(job.state)).length;
  return (
    <Popover content={<JobList />} trigger="click" placement="bottomRight" title={t('jobs.title')}>
      <Badge count={running} size="small" offset={[-6, 6]}>
        <Button
          type="text"
          icon={<SyncOutlined aria-hidden spin={running > 0} />}
          aria-label={t('jobs.button', { count: running })}
        />
      </Badge>
    </Popover>
  );
}

function JobList() {
  const { t } = useTranslation();
  const format = useFormat();
  const queryClient = useQueryClient();
  const { data: jobs = [] } = useQuery(jobsQuery);
  const cancel = useMutation({
    mutationFn: (id: number) =>
      data(api.POST('/api/jobs/{job_id}/cancel', { params: { path: { job_id: id } } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: jobsQuery.queryKey }),
  });
  if (jobs.length === 0) return <p className={styles.none}>{t('jobs.none')}</p>;
  return (
    <ul className={styles.list}>
      {jobs.slice(0, 8).map((job) => (
        <li key={job.id} className={styles.job}>
          <div className={styles.line}>
            <strong>{t(`jobs.kind.${job.kind.replace('.', '_')}`, { defaultValue: job.kind })}</strong>
            <span className={styles.quiet}>
              {t(`jobs.state.${job.state}`)} · {format.ago(job.ended_at ?? job.created_at)}
            </span>
          </div>
          {isOpen(job.state) && (
            <div className={styles.line}>
              <div className={styles.bar}>
                <Progress fraction={job.fraction} message={job.message} />
              </div>
              <Button
                size="small"
                onClick={() => cancel.mutate(job.id)}
                disabled={job.state === 'cancelling'}
              >
                {t('action.cancel')}
              </Button>
            </div>
          )}
          {job.error && (
            <p className={styles.quiet}>
              {job.error.message} {job.error.next} <code>{job.error.code}</code>
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
