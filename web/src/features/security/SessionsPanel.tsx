import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Skeleton, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { browserName } from '@/features/security/browserName';
import styles from '@/features/security/SecurityPage.module.css';
import { api, data } from '@/lib/api/client';
import { useFormat } from '@/lib/format/useFormat';

const KEY = ['sessions'];

/** Where one is signed in; any but this browser can be signed out from here. */
export function SessionsPanel() {
  const { t } = useTranslation('security');
  const format = useFormat();
  const queryClient = useQueryClient();
  const { data: sessions, error } = useQuery({
    queryKey: KEY,
    queryFn: () => data(api.GET('/api/auth/sessions')),
  });
  const refresh = () => queryClient.invalidateQueries({ queryKey: KEY });
  const end = useMutation({
    mutationFn: (id: number) =>
      data(api.DELETE('/api/auth/sessions/{session_id}', { params: { path: { session_id: id } } })),
    onSettled: refresh,
  });
  return (
    <Panel title={t('sessions.title')}>
      {error && <ErrorNotice error={error} onRetry={refresh} />}
      {end.error && <ErrorNotice error={end.error} compact />}
      {!sessions && !error && <Skeleton active title={false} paragraph={{ rows: 2 }} />}
      {sessions && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('sessions.browser')}</th>
              <th scope="col">{t('sessions.address')}</th>
              <th scope="col">{t('sessions.began')}</th>
              <th scope="col">{t('sessions.lastUsed')}</th>
              <th scope="col">
                <span className="visually-hidden">{t('sessions.end')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {sessions.map((session) => (
              <tr key={session.id}>
                <td title={session.agent ?? undefined}>
                  {browserName(session.agent) ?? t('sessions.unknown')}{' '}
                  {session.current && <Tag>{t('sessions.here')}</Tag>}
                </td>
                <td>{session.address ?? '–'}</td>
                <td>{format.dateTime(session.created_at)}</td>
                <td>{format.ago(session.last_used_at)}</td>
                <td className={styles.end}>
                  {!session.current && (
                    <Button size="small" onClick={() => end.mutate(session.id)}>
                      {t('sessions.end')}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
