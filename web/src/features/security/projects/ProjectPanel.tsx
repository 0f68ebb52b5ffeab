import { Button, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Facts } from '@/components/Facts';
import { Panel } from '@/components/Panel';
import type { Project } from '@/features/security/projects/api';
import { MembersTable } from '@/features/security/projects/MembersTable';
import { ProjectModal } from '@/features/security/projects/ProjectModal';
import styles from '@/features/security/SecurityPage.module.css';
import { useHasRole, useMe } from '@/lib/session/me';

export function ProjectPanel({ project }: { project: Project }) {
  const { t } = useTranslation('security');
  const me = useMe();
  const manages = useHasRole('admin', 'steward');
  const leads = project.members.some(({ name, lead }) => lead && name === me.name);
  const [editing, setEditing] = useState(false);
  const facts: [string, string][] = [
    [t('projects.purpose'), project.purpose],
    [t('projects.irb'), project.irb_number || t('projects.noIrb')],
    [t('projects.period'), `${project.starts} ~ ${project.ends}`],
    [t('projects.datasets'), project.datasets.join(', ') || t('projects.noDatasets')],
  ];
  return (
    <Panel
      title={
        <>
          {project.title} <span className={styles.quiet}>{project.key}</span>{' '}
          {!project.open && <Tag>{t('projects.closed')}</Tag>}
        </>
      }
      extra={
        manages && (
          <Button
            size="small"
            onClick={() => setEditing(true)}
            aria-label={t('projects.editOf', { title: project.title })}
          >
            {t('projects.edit')}
          </Button>
        )
      }
    >
      <Facts facts={facts} />
      <MembersTable project={project} mayChange={manages || leads} mayNameLeads={manages} />
      {editing && <ProjectModal project={project} onClose={() => setEditing(false)} />}
    </Panel>
  );
}
