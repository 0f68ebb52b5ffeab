import { useMutation } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { chooseProject } from '@/lib/session/me';
import { useReadAnew } from '@/lib/session/useReadAnew';

/** Lets this session act for a project from now on (null: for none), and reads everything anew for it. */
export function useActFor(): (project: string | null) => void {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { mutate } = useMutation({
    mutationFn: chooseProject,
    onSuccess: useReadAnew(),
    onError: (error) => message.error(error.message || t('failure.unexpected')),
  });
  return mutate;
}
