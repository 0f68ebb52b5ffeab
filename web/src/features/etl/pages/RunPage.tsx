import { StopOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Popconfirm, Skeleton, Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { LinkButton } from '@/components/LinkButton';
import { Page } from '@/components/Page';
import { Panel } from '@/components/Panel';
import { SyntheticTag } from '@/components/SyntheticTag';
import { type Run, runQuery } from '@/features/etl/api/runs';
import { useFollowRun } from '@/features/etl/api/useFollowRun';
import styles from '@/features/etl/pages/RunPage.module.css';
import { CopyFailure } from '@/features/etl/parts/CopyFailure';
import { Rejects } from '@/features/etl/parts/Rejects';
import { ReportTab } from '@/features/etl/parts/ReportTab';
import { RunFailure } from '@/features/etl/parts/RunFailure';
import { RunState } from '@/features/etl/parts/RunState';
import { StepList } from '@/features/etl/parts/StepList';
import { RUN_TABS, type RunTab } from '@/features/etl/search';
import { api, data as body } from '@/lib/api/client';
import { ApiError } from '@/lib/api/problem';
import { useFormat } from '@/lib/format/useFormat';

const route = getRouteApi('/shell/etl/runs/$run');

export function RunPage() {
  const { t } = useTranslation('etl');
  const { run: text } = route.useParams();
  const id = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  const format = useFormat();
  const { data: run, error, refetch } = useQuery(runQuery(id, format.language));
  useFollowRun(id, format.language, run?.state === 'running');
  if (error instanceof ApiError && error.status === 404) {
    return (
      <Page title={t('run.name', { id: text })} purpose={t('run.purpose')}>
        <Panel>
          <EmptyState
            title={t('run.unknown')}
            reason={t('run.unknownReason')}
            action={<LinkButton to="/etl">{t('run.all')}</LinkButton>}
          />
        </Panel>
      </Page>
    );
  }
  return (
    <Page
      title={t(run?.kind === 'import' ? 'run.import' : 'run.name', { id })}
      aside={
        run && (
          <>
            <RunState state={run.state} />
            {run.synthetic && <SyntheticTag />}
          </>
        )
      }
      purpose={
        run
          ? [
              run.source,
              format.dateTime(run.started),
              run.started_by,
              run.seconds !== null && format.duration(run.seconds),
              run.peak_mb !== null && t('run.memory', { megabytes: format.exact(run.peak_mb) }),
              run.snapshot !== null && t('run.snapshot', { version: run.snapshot }),
              run.resumed_from !== null && t('run.resumed', { id: run.resumed_from }),
            ]
              .filter(Boolean)
              .join(' · ')
          : t('run.purpose')
      }
      action={run?.state === 'running' && run.job !== null && <StopButton run={run} />}
    >
      {error && <ErrorNotice error={error} onRetry={refetch} />}
      {run ? <RunTabs run={run} /> : !error && <Skeleton active paragraph={{ rows: 10 }} />}
    </Page>
  );
}

function RunTabs({ run }: { run: Run }) {
  const { t } = useTranslation('etl');
  const { tab } = route.useSearch();
  const navigate = route.useNavigate();
  const shown = RUN_TABS.filter((each) => each !== 'report' || run.report);
  const active = tab && shown.includes(tab) ? tab : (shown[0] ?? 'steps');
  return (
    <div className={styles.run}>
      {run.error && <RunFailure run={run} />}
      {run.copy_error && <CopyFailure error={run.copy_error} />}
      <Tabs
        activeKey={active}
        onChange={(key) => navigate({ search: (old) => ({ ...old, tab: key as RunTab }) })}
        items={shown.map((key) => ({ key, label: t(`run.tab.${key}`) }))}
      />
      {active === 'report' && run.report && <ReportTab report={run.report} />}
      {active === 'steps' && <StepList run={run} />}
      {active === 'rejects' && <Rejects run={run.id} />}
    </div>
  );
}

function StopButton({ run }: { run: Run }) {
  const { t } = useTranslation('etl');
  const queryClient = useQueryClient();
  const stop = useMutation({
    mutationFn: () => body(api.POST('/api/etl/runs/{run}/cancel', { params: { path: { run: run.id } } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['etl'] }),
  });
  return (
    <Popconfirm
      title={t('run.stopTitle')}
      description={t('run.stopWhat')}
      okText={t('run.stop')}
      cancelText={t('run.goOn')}
      onConfirm={() => stop.mutate()}
    >
      <Button icon={<StopOutlined aria-hidden />} loading={stop.isPending} disabled={stop.isSuccess}>
        {t(stop.isSuccess ? 'run.stopping' : 'run.stop')}
      </Button>
    </Popconfirm>
  );
}
