import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { browserName } from '@/features/security/browserName';
import styles from '@/features/security/SecurityPage.module.css';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import { useFormat } from '@/lib/format/useFormat';

type Session = components['schemas']['SessionView'] & { user?: string };

export const SESSIONS_KEY = ['sessions'];

interface Props {
  sessions: Session[];
  /** Everyone's sessions, for an administrator. */
  everyones?: boolean;
}

/** Signed-in browsers; any but this one can be signed out from here. */
export function SessionTable({ sessions, everyones = false }: Props) {
  const { t } = useTranslation('security');
  const format = useFormat();
  const queryClient = useQueryClient();
  const end = useMutation({
    mutationFn: (id: number) => {
      const params = { path: { session_id: id } };
      return everyones
        ? data(api.DELETE('/api/security/sessions/{session_id}', { params }))
        : data(api.DELETE('/api/auth/sessions/{session_id}', { params }));
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: SESSIONS_KEY }),
  });
  const withProjects = sessions.some((session) => session.project);
  return (
    <>
      {end.error && <ErrorNotice error={end.error} compact />}
      <table className={styles.table}>
        <thead>
          <tr>
            {everyones && <th scope="col">{t('name')}</th>}
            <th scope="col">{t('sessions.browser')}</th>
            {withProjects && <th scope="col">{t('tokens.project')}</th>}
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
              {everyones && <td>{session.user}</td>}
              <td title={session.agent ?? undefined}>
                {browserName(session.agent) ?? t('sessions.unknown')}{' '}
                {session.current && <Tag>{t('sessions.here')}</Tag>}
              </td>
              {withProjects && <td>{session.project}</td>}
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
    </>
  );
}
