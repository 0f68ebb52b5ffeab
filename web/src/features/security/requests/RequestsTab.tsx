import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { AskModal } from '@/features/security/requests/AskModal';
import { requestsQuery, type Which } from '@/features/security/requests/api';
import { OwnersPanel } from '@/features/security/requests/OwnersPanel';
import { RequestTable } from '@/features/security/requests/RequestTable';
import styles from '@/features/security/SecurityPage.module.css';
import { useHasRole, useMe } from '@/lib/session/me';

const route = getRouteApi('/shell/security');

/** Access on request: mine, what waits for my decision, everyone's, and who decides about what. */
export default function RequestsTab() {
  const { t } = useTranslation('security');
  const { want } = route.useSearch();
  const navigate = route.useNavigate();
  const { projects } = useMe();
  const decides = useHasRole('admin', 'steward');
  const readsAll = useHasRole('admin', 'steward', 'auditor');
  const ask = (next: string | undefined) => navigate({ search: (old) => ({ ...old, want: next }) });
  return (
    <div className={styles.wide}>
      <div className={styles.lead}>
        <p className={styles.quiet}>{t('requests.note')}</p>
        <Button type="primary" disabled={projects.length === 0} onClick={() => ask('')}>
          {t('requests.ask')}
        </Button>
      </div>
      {projects.length === 0 && <p className={styles.quiet}>{t('requests.needsProject')}</p>}
      <Requests of="decide" title={t('requests.toDecide')} none={t('requests.noneToDecide')} />
      <Requests of="mine" title={t('requests.mine')} none={t('requests.noneMine')} />
      {readsAll && <Requests of="all" title={t('requests.all')} none={t('requests.noneAll')} />}
      {readsAll && <OwnersPanel mayChange={decides} />}
      {want !== undefined && projects.length > 0 && <AskModal want={want} onClose={() => ask(undefined)} />}
    </div>
  );
}

function Requests({ of, title, none }: { of: Which; title: string; none: string }) {
  const { data: requests, error, refetch } = useQuery(requestsQuery(of));
  return (
    <Panel title={title}>
      {error && <ErrorNotice error={error} onRetry={refetch} />}
      {!requests && !error && <Skeleton active title={false} paragraph={{ rows: 2 }} />}
      {requests?.length === 0 && <p className={styles.quiet}>{none}</p>}
      {requests && requests.length > 0 && <RequestTable requests={requests} of={of} />}
    </Panel>
  );
}
