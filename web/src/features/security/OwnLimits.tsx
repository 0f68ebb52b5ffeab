import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Facts } from '@/components/Facts';
import { Panel } from '@/components/Panel';
import { LIMITS } from '@/features/security/limits';
import styles from '@/features/security/SecurityPage.module.css';
import { api, data } from '@/lib/api/client';
import { decimal, exact } from '@/lib/format/numbers';

const MEGABYTE = 1_000_000;

/** What the person may use up, and what they have; nothing where nobody has set a limit. */
export function OwnLimits() {
  const { t } = useTranslation('security');
  const { data: own } = useQuery({ queryKey: ['own-limits'], queryFn: () => data(api.GET('/api/limits')) });
  const given = LIMITS.filter((limit) => typeof own?.limits[limit] === 'number');
  if (!own || given.length === 0) return null;
  const used = {
    questions: t('limits.running', { count: own.questions }),
    export_megabytes: t('limits.today', { megabytes: decimal(own.exported_bytes / MEGABYTE) }),
  };
  return (
    <Panel title={t('limits.own')}>
      <Facts
        facts={given.map((limit) => [
          t(`limits.head.${limit}`),
          <>
            {exact(own.limits[limit] ?? 0)}
            {limit in used && <span className={styles.quiet}> · {used[limit as keyof typeof used]}</span>}
          </>,
        ])}
      />
    </Panel>
  );
}
