import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import styles from '@/features/security/SecurityPage.module.css';
import { SESSIONS_KEY, SessionTable } from '@/features/security/SessionTable';
import { TOKENS_KEY, TokenTable } from '@/features/security/TokenTable';
import { api, data } from '@/lib/api/client';

/** Everything that is open at the moment: everyone's sessions and tokens, each to be ended. */
export default function AccessTab() {
  const { t } = useTranslation('security');
  const sessions = useQuery({
    queryKey: [...SESSIONS_KEY, 'everyone'],
    queryFn: () => data(api.GET('/api/security/sessions')),
  });
  const tokens = useQuery({
    queryKey: [...TOKENS_KEY, 'everyone'],
    queryFn: () => data(api.GET('/api/security/tokens')),
  });
  return (
    <div className={styles.stack}>
      <Panel title={t('access.sessions', { count: sessions.data?.length ?? 0 })}>
        {sessions.error && <ErrorNotice error={sessions.error} onRetry={sessions.refetch} />}
        {sessions.isPending && <Skeleton active title={false} paragraph={{ rows: 3 }} />}
        {sessions.data && <SessionTable sessions={sessions.data} everyones />}
      </Panel>
      <Panel title={t('access.tokens', { count: tokens.data?.length ?? 0 })}>
        {tokens.error && <ErrorNotice error={tokens.error} onRetry={tokens.refetch} />}
        {tokens.isPending && <Skeleton active title={false} paragraph={{ rows: 3 }} />}
        {tokens.data?.length === 0 && <p className={styles.quiet}>{t('tokens.none')}</p>}
        {tokens.data && tokens.data.length > 0 && <TokenTable tokens={tokens.data} everyones />}
      </Panel>
    </div>
  );
}
