import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Page } from '@/components/Page';
import { Panel } from '@/components/Panel';
import { conceptSetsQuery } from '@/features/research/conceptSets/api';
import { NewSetDialog } from '@/features/research/conceptSets/NewSetDialog';
import { ShelfTable } from '@/features/research/parts/ShelfTable';
import { useMayResearch } from '@/features/research/useMayResearch';

export function ConceptSetsPage() {
  const { t } = useTranslation('conceptSets');
  const may = useMayResearch();
  const [making, setMaking] = useState(false);
  return (
    <Page
      title={t('title')}
      purpose={t('purpose')}
      action={
        may && (
          <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setMaking(true)}>
            {t('new.open')}
          </Button>
        )
      }
    >
      {may ? (
        <Sets onNew={() => setMaking(true)} />
      ) : (
        <Panel>
          <EmptyState title={t('noRight.title')} reason={t('noRight.reason')} />
        </Panel>
      )}
      {making && <NewSetDialog onClose={() => setMaking(false)} />}
    </Page>
  );
}

function Sets({ onNew }: { onNew: () => void }) {
  const { t } = useTranslation('conceptSets');
  const { data: sets, error, refetch } = useQuery(conceptSetsQuery);
  if (error) return <ErrorNotice error={error} onRetry={refetch} />;
  return (
    <Panel flush={Boolean(sets?.length)}>
      {!sets && <Skeleton active title={false} paragraph={{ rows: 6 }} />}
      {sets?.length === 0 && (
        <EmptyState
          title={t('list.none')}
          reason={t('list.noneReason')}
          action={<Button onClick={onNew}>{t('new.open')}</Button>}
        />
      )}
      {sets && sets.length > 0 && (
        <ShelfTable
          things={sets}
          link={(set) => (
            <Link to="/research/concept-sets/$set" params={{ set: String(set.id) }}>
              {set.name}
            </Link>
          )}
        />
      )}
    </Panel>
  );
}
