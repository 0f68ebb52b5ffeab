import { ImportOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Input, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { LinkButton } from '@/components/LinkButton';
import { Page } from '@/components/Page';
import { Panel } from '@/components/Panel';
import { cohortsQuery } from '@/features/research/api/cohorts';
import { ImportDialog } from '@/features/research/parts/ImportDialog';
import styles from '@/features/research/parts/Research.module.css';
import { ShelfTable } from '@/features/research/parts/ShelfTable';
import { useMayResearch } from '@/features/research/useMayResearch';

export function CohortsPage() {
  const { t } = useTranslation('research');
  const may = useMayResearch();
  const [importing, setImporting] = useState(false);
  return (
    <Page
      title={t('title')}
      purpose={t('purpose')}
      action={
        may && (
          <div className={styles.line}>
            <Button icon={<ImportOutlined aria-hidden />} onClick={() => setImporting(true)}>
              {t('import.open')}
            </Button>
            <LinkButton to="/research/new" primary icon={<PlusOutlined aria-hidden />}>
              {t('new.open')}
            </LinkButton>
          </div>
        )
      }
    >
      {may ? (
        <Cohorts />
      ) : (
        <Panel>
          <EmptyState title={t('noRight.title')} reason={t('noRight.reason')} />
        </Panel>
      )}
      {importing && <ImportDialog onClose={() => setImporting(false)} />}
    </Page>
  );
}

function Cohorts() {
  const { t } = useTranslation('research');
  const { data: cohorts, error, refetch } = useQuery(cohortsQuery);
  const [asked, setAsked] = useState('');
  if (error) return <ErrorNotice error={error} onRetry={refetch} />;
  const words = asked.trim().toLowerCase();
  const shown = cohorts?.filter((one) =>
    [one.name, one.description, one.owner, String(one.id)].some((text) => text.toLowerCase().includes(words)),
  );
  return (
    <Panel title={t('list.title')} flush={Boolean(cohorts?.length)}>
      {!shown && <Skeleton active title={false} paragraph={{ rows: 6 }} />}
      {cohorts?.length === 0 && (
        <EmptyState
          title={t('list.none')}
          reason={t('list.noneReason')}
          action={<LinkButton to="/research/new">{t('new.open')}</LinkButton>}
        />
      )}
      {shown && cohorts && cohorts.length > 0 && (
        <>
          <Input
            className={styles.search}
            value={asked}
            onChange={(event) => setAsked(event.target.value)}
            placeholder={t('list.search')}
            aria-label={t('list.search')}
            data-search-here
            allowClear
          />
          {shown.length > 0 ? (
            <ShelfTable
              numbered
              things={shown}
              link={(cohort) => (
                <Link to="/research/$cohort" params={{ cohort: String(cohort.id) }}>
                  {cohort.name}
                </Link>
              )}
            />
          ) : (
            <p className={styles.empty}>{t('list.noMatch', { q: asked })}</p>
          )}
        </>
      )}
    </Panel>
  );
}
