import {
  AlertOutlined,
  LogoutOutlined,
  ProjectOutlined,
  SafetyOutlined,
  UserOutlined,
} from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { MenuButton } from '@/components/MenuButton';
import { signOut, useMe } from '@/lib/session/me';

export function MeMenu() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const me = useMe();
  const navigate = useNavigate();
  const router = useRouter();
  const queryClient = useQueryClient();
  const leave = async () => {
    let provider: string | null;
    try {
      provider = await signOut();
    } catch (error) {
      message.error((error as Error).message || t('failure.unexpected'));
      return;
    }
    queryClient.clear();
    if (provider) window.location.assign(provider);
    else await navigate({ to: '/sign-in' });
  };
  return (
    <MenuButton
      icon={<UserOutlined aria-hidden />}
      label={me.display_name || me.name}
      name={t('shell.account')}
      heading={`${me.name} · ${me.roles.map((role) => t(`role.${role}`, { defaultValue: role })).join(' · ')}`}
      actions={[
        {
          key: 'account',
          icon: <SafetyOutlined aria-hidden />,
          label: t('shell.account'),
          onSelect: () => navigate({ to: '/security' }),
        },
        ...(me.projects.length > 0 && !me.emergency
          ? [
              {
                key: 'project',
                icon: <ProjectOutlined aria-hidden />,
                label: t('project.actsAs', { title: me.project?.title ?? t('project.none') }),
                onSelect: () =>
                  navigate({ to: '/sign-in', search: { choose: true, next: router.latestLocation.href } }),
              },
            ]
          : []),
        ...(me.roles.includes('clinician')
          ? [
              {
                key: 'emergency',
                icon: <AlertOutlined aria-hidden />,
                label: t('emergency.begin'),
                onSelect: () => navigate({ to: '/security', search: { tab: 'emergency' } }),
              },
            ]
          : []),
        { key: 'leave', icon: <LogoutOutlined aria-hidden />, label: t('shell.signOut'), onSelect: leave },
      ]}
    />
  );
}
