import { CheckOutlined, ProjectOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import styles from '@/app/shell/ProjectMenu.module.css';
import { MenuButton } from '@/components/MenuButton';
import { useMe } from '@/lib/session/me';
import { useActFor } from '@/lib/session/useActFor';

/** The project for which this session acts, and the choice of another. Not there for who is in none, or in an emergency. */
export function ProjectMenu() {
  const { t } = useTranslation();
  const { project, projects, emergency } = useMe();
  const actFor = useActFor();
  if (projects.length === 0 || emergency) return null;
  return (
    <MenuButton
      icon={<ProjectOutlined aria-hidden />}
      label={<span className={styles.title}>{project?.title ?? t('project.none')}</span>}
      name={t('project.choose')}
      heading={
        <div className={styles.purpose}>
          {project
            ? t('project.actsFor', { purpose: project.purpose, ends: project.ends })
            : t('project.noneMeans')}
        </div>
      }
      actions={[
        ...projects.map(({ key, title }) => ({ key, label: title })),
        { key: null, label: t('project.none') },
      ].map(({ key, label }) => ({
        key: key ?? '',
        label,
        icon: <span className={styles.mark}>{key === (project?.key ?? null) && <CheckOutlined />}</span>,
        checked: key === (project?.key ?? null),
        onSelect: () => actFor(key),
      }))}
    />
  );
}
