import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Popconfirm, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { LimitForm } from '@/features/security/LimitForm';
import { holderParts, LIMITS, type Limits } from '@/features/security/limits';
import styles from '@/features/security/SecurityPage.module.css';
import { api, data } from '@/lib/api/client';
import { useFormat } from '@/lib/format/useFormat';

/** What people may use up at most, by whom it is set. */
export default function LimitsTab() {
  const { t } = useTranslation('security');
  const { exact, dateTime } = useFormat();
  const queryClient = useQueryClient();
  const [changing, setChanging] = useState<{ holder?: string; limits?: Limits }>();
  const {
    data: listed,
    error,
    refetch,
  } = useQuery({
    queryKey: ['limits'],
    queryFn: () => data(api.GET('/api/security/limits')),
  });
  const remove = useMutation({
    mutationFn: (holder: string) =>
      data(api.PUT('/api/security/limits', { body: { holder, limits: {}, reason: '' } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['limits'] }),
  });
  return (
    <div className={styles.wide}>
      <Panel
        title={t('limits.title')}
        extra={
          <Button type="primary" onClick={() => setChanging({})}>
            {t('limits.add')}
          </Button>
        }
      >
        <p className={styles.quiet}>{t('limits.note')}</p>
        {(error || remove.error) && <ErrorNotice error={error ?? remove.error} onRetry={refetch} />}
        {!listed && !error && <Skeleton active title={false} paragraph={{ rows: 3 }} />}
        {listed?.length === 0 && <p>{t('limits.none')}</p>}
        {listed && listed.length > 0 && (
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t('limits.who')}</th>
                {LIMITS.map((limit) => (
                  <th key={limit} scope="col" className={styles.figure}>
                    {t(`limits.head.${limit}`)}
                  </th>
                ))}
                <th scope="col">{t('limits.set')}</th>
                <th scope="col">
                  <span className="visually-hidden">{t('limits.change')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {listed.map(({ holder, limits, changed_by, changed_at, reason }) => (
                <tr key={holder}>
                  <td>
                    <Holder holder={holder} />
                  </td>
                  {LIMITS.map((limit) => (
                    <td key={limit} className={styles.figure}>
                      {typeof limits[limit] === 'number' ? exact(limits[limit]) : '–'}
                    </td>
                  ))}
                  <td>
                    {changed_by}
                    <div className={styles.quiet}>
                      {[dateTime(changed_at), reason].filter(Boolean).join(' · ')}
                    </div>
                  </td>
                  <td className={styles.end}>
                    <Button size="small" onClick={() => setChanging({ holder, limits })}>
                      {t('limits.change')}
                    </Button>{' '}
                    <Popconfirm
                      title={t('limits.removeAsk')}
                      description={t('limits.removeMeans')}
                      okText={t('limits.remove')}
                      onConfirm={() => remove.mutate(holder)}
                    >
                      <Button size="small" danger>
                        {t('limits.remove')}
                      </Button>
                    </Popconfirm>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Panel>
      {changing && <LimitForm {...changing} onClose={() => setChanging(undefined)} />}
    </div>
  );
}

function Holder({ holder }: { holder: string }) {
  const { t } = useTranslation('security');
  const { kind, name } = holderParts(holder);
  if (kind === 'everyone') return <strong>{t('limits.kind.everyone')}</strong>;
  return (
    <>
      <strong>{kind === 'role' ? t(`role.${name}`, { defaultValue: name }) : name}</strong>
      <div className={styles.quiet}>{t(`limits.kind.${kind}`)}</div>
    </>
  );
}
