import { PlayCircleOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { LinkButton } from '@/components/LinkButton';
import { Page } from '@/components/Page';
import { Panel } from '@/components/Panel';
import { History } from '@/features/etl/parts/History';
import { StartDialog } from '@/features/etl/parts/StartDialog';
import { useHasRole } from '@/lib/session/me';

export function EtlPage() {
  const { t } = useTranslation('etl');
  const mayRun = useHasRole('admin', 'engineer', 'steward');
  const [starting, setStarting] = useState(false);
  return (
    <Page
      title={t('title')}
      purpose={t('purpose')}
      aside={
        <LinkButton to="/etl/lineage" size="small" type="link">
          {t('lineage.open')}
        </LinkButton>
      }
      action={
        mayRun && (
          <Button type="primary" icon={<PlayCircleOutlined aria-hidden />} onClick={() => setStarting(true)}>
            {t('start.open')}
          </Button>
        )
      }
    >
      {mayRun ? (
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
