import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { SESSIONS_KEY, SessionTable } from '@/features/security/SessionTable';
import { api, data } from '@/lib/api/client';

/** Where one is signed in. */
export function SessionsPanel() {
  const { t } = useTranslation('security');
  const {
    data: sessions,
    error,
    refetch,
  } = useQuery({ queryKey: SESSIONS_KEY, queryFn: () => data(api.GET('/api/auth/sessions')) });
  return (
    <Panel title={t('sessions.title')}>
      {error && <ErrorNotice error={error} onRetry={refetch} />}
      {!sessions && !error && <Skeleton active title={false} paragraph={{ rows: 2 }} />}
      {sessions && <SessionTable sessions={sessions} />}
    </Panel>
  );
}
