import { useTranslation } from 'react-i18next';
import type { components } from '@/lib/api/schema';
import { useMe } from '@/lib/session/me';

export type Sharing = components['schemas']['SharingIn'];
export type Shared = Required<Sharing>;

/** What it is called that a definition is shared so; a project by its title where it is one of mine. */
export function useSharingName(): (shared: Shared) => string {
  const { t } = useTranslation('research');
  const { projects } = useMe();
  return ({ sharing, project }) =>
    project
      ? t(`sharing.project_${sharing}`, {
          project: projects.find(({ key }) => key === project)?.title ?? project,
        })
      : t(`sharing.${sharing}`);
}
