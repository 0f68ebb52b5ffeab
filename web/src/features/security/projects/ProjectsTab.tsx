import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { projectsQuery } from '@/features/security/projects/api';
import { ProjectModal } from '@/features/security/projects/ProjectModal';
import { ProjectPanel } from '@/features/security/projects/ProjectPanel';
import styles from '@/features/security/SecurityPage.module.css';
import { useHasRole } from '@/lib/session/me';

/** The projects for which people read the data: purpose, period, members, and what may be granted to them. */
export default function ProjectsTab() {
  const { t } = useTranslation('security');
  const mayOpen = useHasRole('admin', 'steward');
  const [opening, setOpening] = useState(false);
  const { data: projects, error, refetch } = useQuery(projectsQuery);
  const open = mayOpen && (
    <Button type="primary" onClick={() => setOpening(true)}>
      {t('projects.add')}
    </Button>
  );
  return (
    <div className={styles.stack}>
      <div className={styles.lead}>
        <p className={styles.quiet}>{t('projects.note')}</p>
        {open}
      </div>
      {error && <ErrorNotice error={error} onRetry={refetch} />}
      {!projects && !error && (
        <Panel>
          <Skeleton active paragraph={{ rows: 4 }} />
        </Panel>
      )}
      {projects?.length === 0 && (
        <Panel>
          <EmptyState
            title={t('projects.none')}
            reason={t(mayOpen ? 'projects.noneOpen' : 'projects.noneAsk')}
          />
        </Panel>
      )}
      {projects?.map((project) => (
        <ProjectPanel key={project.key} project={project} />
      ))}
      {opening && <ProjectModal onClose={() => setOpening(false)} />}
    </div>
  );
}
