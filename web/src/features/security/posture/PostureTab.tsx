import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import { ErrorNotice } from '@/components/ErrorNotice';
import { ExposedPanel } from '@/features/security/posture/ExposedPanel';
import {
  AccountsPanel,
  EndingPanel,
  ProjectsPanel,
  TokensPanel,
  UnreadablePanel,
} from '@/features/security/posture/panels';
import styles from '@/features/security/SecurityPage.module.css';
import { api, data } from '@/lib/api/client';

const IDLE = [30, 90, 180, 365];
const SOON = [7, 30, 90];

/** What stands open, ends soon or lies unused, each with its next step. */
export default function PostureTab() {
  const { t } = useTranslation('security');
  const [idle, setIdle] = useState(90);
  const [soon, setSoon] = useState(30);
  const {
    data: found,
    error,
    refetch,
  } = useQuery({
    queryKey: ['posture', idle, soon],
    queryFn: () =>
      data(api.GET('/api/security/posture', { params: { query: { idle_days: idle, soon_days: soon } } })),
    placeholderData: keepPreviousData,
  });
  return (
    <div className={styles.wide}>
      <div className={styles.filters}>
        <Choice
          label={t('posture.idle')}
          value={String(idle)}
          onChange={(value) => setIdle(Number(value))}
          options={IDLE.map((days) => ({ value: String(days), label: t('posture.idleFor', { days }) }))}
        />
        <Choice
          label={t('posture.soon')}
          value={String(soon)}
          onChange={(value) => setSoon(Number(value))}
          options={SOON.map((days) => ({ value: String(days), label: t('posture.within', { days }) }))}
        />
      </div>
      {error && <ErrorNotice error={error} onRetry={refetch} />}
      {!found && !error && <Skeleton active paragraph={{ rows: 10 }} />}
      {found && (
        <>
          {found.unreadable.length > 0 && <UnreadablePanel policies={found.unreadable} />}
          <ExposedPanel exposed={found.exposed} />
          <EndingPanel policies={found.ending} />
          <ProjectsPanel projects={found.projects} />
          {found.accounts && <AccountsPanel accounts={found.accounts} />}
          {found.tokens && <TokensPanel tokens={found.tokens} />}
        </>
      )}
    </div>
  );
}
