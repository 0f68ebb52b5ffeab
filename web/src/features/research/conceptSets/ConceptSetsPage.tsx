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
import styles from '@/features/research/parts/Research.module.css';
import { useMayResearch } from '@/features/research/useMayResearch';
import { useFormat } from '@/lib/format/useFormat';

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
  const format = useFormat();
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
        <table className={styles.table}>
          <thead>
            <tr>
              {(['name', 'owner', 'sharing', 'version', 'saved'] as const).map((key) => (
                <th key={key} scope="col">
                  {t(`list.${key}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sets.map((each) => (
              <tr key={each.id}>
                <th scope="row">
                  <Link to="/research/concept-sets/$set" params={{ set: String(each.id) }}>
                    {each.name}
                  </Link>
                  {each.description && <span className={styles.note}>{each.description}</span>}
                </th>
                <td>{each.owner}</td>
                <td>{t(`sharing.${each.sharing}`)}</td>
                <td>{each.version}</td>
                <td title={format.dateTime(each.saved_at)}>
                  {format.ago(each.saved_at)}
                  <span className={styles.quiet}> · {each.author}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
