import { useTranslation } from 'react-i18next';
import type { AuditRecord } from '@/features/security/AuditTab';
import styles from '@/features/security/SecurityPage.module.css';
import { personsOf, whose } from '@/features/security/whose';
import { useFormat } from '@/lib/format/useFormat';

export function AuditDetail({ record }: { record: AuditRecord }) {
  const { t } = useTranslation('security');
  const format = useFormat();
  const facts: [string, string | number | null][] = [
    [t('audit.at'), `${format.dateTime(record.at)} (Asia/Seoul)`],
    [t('audit.principal'), `${record.principal} (${record.roles})`],
    [t('audit.actingFor'), record.acting_for],
    [t('audit.purpose'), record.purpose],
    [t('audit.project'), record.project],
    [t('audit.surface'), record.surface],
    [t('audit.action'), record.action],
    [t('audit.outcome'), record.code ? `${record.outcome} (${record.code})` : record.outcome],
    [t('audit.reach'), record.reach && whose(record, t)],
    [t('audit.persons'), personsOf(record).join(', ')],
    [t('audit.parameters'), record.parameters],
    [t('audit.rows'), record.rows],
    [t('audit.snapshot'), record.snapshot],
    [t('audit.policies'), record.policies],
    [t('audit.hash'), record.hash],
  ];
  return (
    <dl className={styles.detail}>
      {facts
        .filter(([, value]) => value !== null && value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      {[[t('audit.question'), record.question] as const, [t('audit.sqlRun'), record.sql_run] as const].map(
        ([name, sql]) =>
          sql && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <pre className={styles.sql}>{sql}</pre>
              </dd>
            </div>
          ),
      )}
    </dl>
  );
}
