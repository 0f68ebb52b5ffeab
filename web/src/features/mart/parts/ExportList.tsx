import { DownloadOutlined, LockOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Skeleton, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { Progress } from '@/components/Progress';
import { type Export, exportsQuery, fileAddress } from '@/features/mart/api/exports';
import styles from '@/features/mart/parts/ExportList.module.css';
import { api, data as body } from '@/lib/api/client';
import { bytes } from '@/lib/format/numbers';
import { useFormat } from '@/lib/format/useFormat';
import { isOpen } from '@/lib/jobs';

export function ExportList() {
  const { t } = useTranslation('mart');
  const { data, error, refetch } = useQuery(exportsQuery);
  if (error) return <ErrorNotice error={error} onRetry={refetch} />;
  return (
    <Panel flush={Boolean(data?.length)} title={t('export.mine')}>
      {!data && <Skeleton active title={false} paragraph={{ rows: 4 }} />}
      {data?.length === 0 && <EmptyState title={t('export.none')} reason={t('export.noneReason')} />}
      <ul className={styles.list}>
        {data?.map((each) => (
          <Row key={each.job} item={each} />
        ))}
      </ul>
    </Panel>
  );
}

function Row({ item }: { item: Export }) {
  const { t } = useTranslation('mart');
  const format = useFormat();
  return (
    <li className={styles.row}>
      <span className={styles.name}>
        {item.table}.{item.format}
      </span>
      <span className={styles.words}>
        {item.rows !== null &&
          t('export.size', { rows: format.exact(item.rows), bytes: bytes(item.bytes ?? 0) })}
        {item.rows === null && !isOpen(item.state) && t(`state.${item.state}`)}
        {isOpen(item.state) && <Progress fraction={item.fraction} message={t(`state.${item.state}`)} />}
        {item.snapshot !== null && <span>{t('export.snapshot', { version: item.snapshot })}</span>}
        {item.masked.length > 0 && (
          <Tooltip title={item.masked.join(', ')}>
            <span className={styles.masked}>
              <LockOutlined aria-hidden /> {t('export.masked', { count: item.masked.length })}
            </span>
          </Tooltip>
        )}
      </span>
      <time dateTime={item.created_at} className={styles.time}>
        {format.dateTime(item.created_at)}
      </time>
      <span className={styles.act}>
        {item.downloadable && (
          <Button size="small" icon={<DownloadOutlined aria-hidden />} href={fileAddress(item.job)} download>
            {t('export.download')}
          </Button>
        )}
        {isOpen(item.state) && <CancelButton job={item.job} disabled={item.state === 'cancelling'} />}
      </span>
    </li>
  );
}

export function CancelButton({ job, disabled }: { job: number; disabled: boolean }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => body(api.POST('/api/jobs/{job_id}/cancel', { params: { path: { job_id: job } } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: exportsQuery.queryKey }),
  });
  return (
    <Button size="small" onClick={() => cancel.mutate()} disabled={disabled} loading={cancel.isPending}>
      {t('action.cancel')}
    </Button>
  );
}
