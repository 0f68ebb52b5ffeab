import { CheckOutlined, ProjectOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from '@/app/shell/ProjectMenu.module.css';
import { MenuButton } from '@/components/MenuButton';
import { chooseProject, useMe } from '@/lib/session/me';
import { useReadAnew } from '@/lib/session/useReadAnew';

/** The project for which this session acts, and the choice of another. Not there for who is in none, or in an emergency. */
export function ProjectMenu() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { project, projects, emergency } = useMe();
  const choose = useMutation({
    mutationFn: chooseProject,
    onSuccess: useReadAnew(),
    onError: (error) => message.error(error.message || t('failure.unexpected')),
  });
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
        onSelect: () => choose.mutate(key),
      }))}
    />
  );
}
