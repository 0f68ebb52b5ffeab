import { useQuery } from '@tanstack/react-query';
import { Drawer, Skeleton, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { historyQuery, type PolicyVersion } from '@/features/security/policies/api';
import { Decide } from '@/features/security/policies/Decide';
import { RemovePolicy } from '@/features/security/policies/RemovePolicy';
import styles from '@/features/security/SecurityPage.module.css';
import { useFormat } from '@/lib/format/useFormat';

/** All versions of a policy, newest first: what changed, who wrote and who approved it. */
export function PolicyHistory({ name, onClose }: { name: string; onClose: () => void }) {
  const { t } = useTranslation('security');
  const { data: versions, error, refetch } = useQuery(historyQuery(name));
  const standing = versions?.find((version) => !version.rejected_by);
  return (
    <Drawer open title={t('policies.historyOf', { key: name })} size={640} onClose={onClose}>
      <div className={styles.stack}>
        {error && <ErrorNotice error={error} onRetry={refetch} />}
        {!versions && !error && <Skeleton active paragraph={{ rows: 6 }} />}
        {versions?.map((version) => (
          <Version key={version.version} version={version} newest={version === versions[0]} />
        ))}
        {standing?.body && <RemovePolicy name={name} onRemoved={onClose} />}
      </div>
    </Drawer>
  );
}

function Version({ version, newest }: { version: PolicyVersion; newest: boolean }) {
  const { t } = useTranslation('security');
  const { dateTime } = useFormat();
  // One that a newer one has replaced is not decided any more.
  const waits = newest && version.waits;
  return (
    <section className={styles.version} aria-label={t('policies.version', { version: version.version })}>
      <div>
        <strong>{t('policies.version', { version: version.version })}</strong>{' '}
        {version.in_force && <Tag color="success">{t('policies.is.force')}</Tag>}
        {waits && <Tag color="warning">{t('policies.is.waiting')}</Tag>}
        {version.rejected_by && <Tag color="error">{t('policies.is.rejected')}</Tag>}
        {version.body === null && <Tag>{t('policies.removed')}</Tag>}
        {!version.readable && <Tag color="error">{t('policies.unreadable')}</Tag>}
      </div>
      <div className={styles.quiet}>
        {t('policies.writtenBy', { name: version.changed_by, at: dateTime(version.changed_at) })}
        {version.approved_by &&
          version.approved_at &&
          ` · ${t('policies.approvedBy', { name: version.approved_by, at: dateTime(version.approved_at) })}`}
      </div>
      {version.rejected_by && version.rejected_at && (
        <div>
          {t('policies.rejectedBy', { name: version.rejected_by, at: dateTime(version.rejected_at) })}{' '}
          {version.rejected_reason}
        </div>
      )}
      {version.reason && <div>{version.reason}</div>}
      <pre className={styles.sql}>{version.diff}</pre>
      {waits && <Decide version={version} />}
    </section>
  );
}
