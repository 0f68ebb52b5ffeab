import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, Skeleton, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { historyQuery, type PolicyVersion } from '@/features/security/policies/api';
import { RemovePolicy } from '@/features/security/policies/RemovePolicy';
import styles from '@/features/security/SecurityPage.module.css';
import { api, data } from '@/lib/api/client';
import { useFormat } from '@/lib/format/useFormat';
import { useMe } from '@/lib/session/me';

/** All versions of a policy, newest first: what changed, who wrote and who approved it. */
export function PolicyHistory({ name, onClose }: { name: string; onClose: () => void }) {
  const { t } = useTranslation('security');
  const { data: versions, error, refetch } = useQuery(historyQuery(name));
  const newest = versions?.[0];
  // A removal waits as long as the version before it holds.
  const waits =
    newest !== undefined &&
    !newest.in_force &&
    (newest.body !== null || versions?.some((version) => version.in_force) === true);
  return (
    <Drawer open title={t('policies.historyOf', { key: name })} size={640} onClose={onClose}>
      <div className={styles.stack}>
        {error && <ErrorNotice error={error} onRetry={refetch} />}
        {!versions && !error && <Skeleton active paragraph={{ rows: 6 }} />}
        {versions?.map((version) => (
          <Version key={version.version} version={version} waits={version === newest && waits} />
        ))}
        {newest?.body && <RemovePolicy name={name} onRemoved={onClose} />}
      </div>
    </Drawer>
  );
}

function Version({ version, waits }: { version: PolicyVersion; waits: boolean }) {
  const { t } = useTranslation('security');
  const { dateTime } = useFormat();
  return (
    <section className={styles.version} aria-label={t('policies.version', { version: version.version })}>
      <div>
        <strong>{t('policies.version', { version: version.version })}</strong>{' '}
        {version.in_force && <Tag color="success">{t('policies.is.force')}</Tag>}
        {waits && <Tag color="warning">{t('policies.is.waiting')}</Tag>}
        {version.body === null && <Tag>{t('policies.removed')}</Tag>}
        {!version.readable && <Tag color="error">{t('policies.unreadable')}</Tag>}
      </div>
      <div className={styles.quiet}>
        {t('policies.writtenBy', { name: version.changed_by, at: dateTime(version.changed_at) })}
        {version.approved_by &&
          version.approved_at &&
          ` · ${t('policies.approvedBy', { name: version.approved_by, at: dateTime(version.approved_at) })}`}
      </div>
      {version.reason && <div>{version.reason}</div>}
      <pre className={styles.sql}>{version.diff}</pre>
      {waits && <Approve version={version} />}
    </section>
  );
}

function Approve({ version }: { version: PolicyVersion }) {
  const { t } = useTranslation('security');
  const me = useMe();
  const queryClient = useQueryClient();
  const approve = useMutation({
    mutationFn: () =>
      data(
        api.POST('/api/security/policies/{key}/versions/{version}/approval', {
          params: { path: { key: version.key, version: version.version } },
        }),
      ),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['policies'] }),
  });
  if (version.changed_by === me.name) return <p className={styles.quiet}>{t('policies.approveOther')}</p>;
  return (
    <>
      {approve.error && <ErrorNotice error={approve.error} compact />}
      <Button type="primary" loading={approve.isPending} onClick={() => approve.mutate()}>
        {t('policies.approve')}
      </Button>
    </>
  );
}
