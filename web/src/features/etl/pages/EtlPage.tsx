import { PlayCircleOutlined } from '@ant-design/icons';
import { getRouteApi } from '@tanstack/react-router';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { LinkButton } from '@/components/LinkButton';
import { LinkTab, LinkTabs } from '@/components/LinkTabs';
import { Page } from '@/components/Page';
import { Panel } from '@/components/Panel';
import { History } from '@/features/etl/parts/History';
import { StartDialog } from '@/features/etl/parts/StartDialog';
import { ETL_TABS } from '@/features/etl/search';
import { useHasRole } from '@/lib/session/me';
import { useInPlace } from '@/lib/snapshot';

const SnapshotsTab = lazy(() => import('@/features/etl/snapshots/SnapshotsTab'));

export function EtlPage() {
  const { t } = useTranslation('etl');
  const mayRun = useHasRole('admin', 'engineer', 'steward');
  const inPlace = useInPlace();
  const { tab = 'runs' } = getRouteApi('/shell/etl').useSearch();
  const [starting, setStarting] = useState(false);
  return (
    <Page
      title={t('title')}
      purpose={t('purpose')}
      aside={
        <LinkButton to="/etl/lineage" size="small">
          {t('lineage.open')}
        </LinkButton>
      }
      action={
        mayRun &&
        !inPlace && (
          <Button type="primary" icon={<PlayCircleOutlined aria-hidden />} onClick={() => setStarting(true)}>
            {t('start.open')}
          </Button>
        )
      }
    >
      <LinkTabs label={t('title')}>
        {ETL_TABS.map((one) => (
          <LinkTab key={one} to="/etl" search={{ tab: one === 'runs' ? undefined : one }} here={one === tab}>
            {t(`tab.${one}`)}
          </LinkTab>
        ))}
      </LinkTabs>
      {inPlace ? (
        <Panel>
          <EmptyState title={t('inPlace.title')} reason={t('inPlace.reason')} />
        </Panel>
      ) : tab === 'snapshots' ? (
        <Suspense>
          <SnapshotsTab />
        </Suspense>
      ) : mayRun ? (
        <History onStart={() => setStarting(true)} />
      ) : (
        <Panel>
          <EmptyState
            title={t('noRight.title')}
            reason={t('noRight.reason')}
            action={<LinkButton to="/etl/lineage">{t('lineage.open')}</LinkButton>}
          />
        </Panel>
      )}
      {starting && <StartDialog onClose={() => setStarting(false)} />}
    </Page>
  );
}
