import { ExportOutlined, UploadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Page } from '@/components/Page';
import { Panel } from '@/components/Panel';
import styles from '@/features/research/parts/Research.module.css';
import { studiesQuery } from '@/features/research/studies/api';
import { MakeDialog } from '@/features/research/studies/MakeDialog';
import { RunDialog } from '@/features/research/studies/RunDialog';
import { StudyTable } from '@/features/research/studies/StudyTable';
import { useMayResearch } from '@/features/research/useMayResearch';

/** Study packages: made here for other sites, or brought from one and run here. */
export function StudiesPage() {
  const { t } = useTranslation('studies');
  const navigate = useNavigate();
  const may = useMayResearch();
  const { make } = getRouteApi('/shell/research/studies').useSearch();
  const [bringing, setBringing] = useState(false);
  const open = (cohort?: number) =>
    navigate({ to: '/research/studies', search: { make: cohort }, replace: true });
  return (
    <Page
      title={t('title')}
      purpose={t('purpose')}
      action={
        may && (
          <div className={styles.line}>
            <Button icon={<UploadOutlined aria-hidden />} onClick={() => setBringing(true)}>
              {t('run.open')}
            </Button>
            <Button type="primary" icon={<ExportOutlined aria-hidden />} onClick={() => open(0)}>
              {t('make.open')}
            </Button>
          </div>
        )
      }
    >
      {may ? (
        <Studies />
      ) : (
        <Panel>
          <EmptyState title={t('noRight.title')} reason={t('noRight.reason')} />
        </Panel>
      )}
      {may && make !== undefined && <MakeDialog cohort={make} onClose={() => open()} />}
      {bringing && <RunDialog onClose={() => setBringing(false)} />}
    </Page>
  );
}

function Studies() {
  const { t } = useTranslation('studies');
  const { data: studies, error, refetch } = useQuery(studiesQuery);
  if (error) return <ErrorNotice error={error} onRetry={refetch} />;
  return (
    <Panel title={t('list.title')} flush={Boolean(studies?.length)}>
      {!studies && <Skeleton active title={false} paragraph={{ rows: 4 }} />}
      {studies?.length === 0 && <EmptyState title={t('list.none')} reason={t('list.noneReason')} />}
      {studies && studies.length > 0 && <StudyTable studies={studies} />}
    </Panel>
  );
}
