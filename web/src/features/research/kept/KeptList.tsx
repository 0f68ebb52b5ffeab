import { DeleteOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { Progress } from '@/components/Progress';
import { type Kept, keptListQuery, useCancelJob, useDeleteKept } from '@/features/research/kept/api';
import { searchOf, VIEW_OF } from '@/features/research/kept/searchOf';
import styles from '@/features/research/parts/Research.module.css';
import { useFormat } from '@/lib/format/useFormat';
import { isOpen } from '@/lib/jobs';

/** My analyses that ran as jobs, each with its address; nothing where there is none. */
export function KeptList({ shown }: { shown?: number }) {
  const { t } = useTranslation('analysis');
  const { data: every = [], error, refetch } = useQuery(keptListQuery);
  if (error) return <ErrorNotice error={error} onRetry={refetch} compact />;
  if (every.length === 0) return null;
  return (
    <Panel title={t('kept.title')} flush>
      <table className={styles.table}>
        <thead>
          <tr>
            {(['name', 'kind', 'at', 'version', 'howFar', 'actions'] as const).map((key) => (
              <th key={key} scope="col">
                {t(`kept.${key}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {every.map((kept) => (
            <Row key={kept.id} kept={kept} shown={kept.id === shown} />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Row({ kept, shown }: { kept: Kept; shown: boolean }) {
  const { t } = useTranslation('analysis');
  const format = useFormat();
  const navigate = useNavigate();
  const { modal } = App.useApp();
  const cancel = useCancelJob();
  const remove = useDeleteKept();
  const search = { ...searchOf(kept.kind, kept.asked), run: kept.id };
  const { job } = kept;
  return (
    <tr>
      <th scope="row">
        <Link to="/research/analysis" search={search} aria-current={shown ? 'true' : undefined}>
          {kept.name}
        </Link>
      </th>
      <td>{t(`view.${VIEW_OF[kept.kind]}`)}</td>
      <td title={format.dateTime(kept.created_at)}>{format.ago(kept.created_at)}</td>
      <td>{kept.snapshot ?? '–'}</td>
      <td>
        {kept.state === 'running' ? (
          <Progress fraction={kept.fraction} message={t('kept.state.running')} />
        ) : (
          <span title={kept.error ?? undefined}>{t(`kept.state.${kept.state}`)}</span>
        )}
      </td>
      <td>
        {isOpen(kept.state) && job !== null ? (
          <Button
            size="small"
            onClick={() => cancel.mutate(job)}
            aria-label={`${kept.name}: ${t('action.cancel')}`}
          >
            {t('action.cancel')}
          </Button>
        ) : (
          <Button
            type="text"
            size="small"
            icon={<DeleteOutlined aria-hidden />}
            aria-label={`${kept.name}: ${t('kept.delete')}`}
            onClick={() =>
              modal.confirm({
                title: t('kept.deleteTitle', { name: kept.name }),
                okText: t('kept.delete'),
                okButtonProps: { danger: true },
                cancelText: t('action.cancel'),
                onOk: async () => {
                  await remove.mutateAsync(kept.id);
                  if (shown)
                    await navigate({ to: '/research/analysis', search: searchOf(kept.kind, kept.asked) });
                },
              })
            }
          />
        )}
      </td>
    </tr>
  );
}
