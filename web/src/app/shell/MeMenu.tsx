import { LogoutOutlined, SafetyOutlined, UserOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { App, Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { signOut, useMe } from '@/lib/session/me';

export function MeMenu() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const me = useMe();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const leave = async () => {
    try {
      await signOut();
    } catch (error) {
      message.error((error as Error).message || t('failure.unexpected'));
      return;
    }
    queryClient.clear();
    await navigate({ to: '/sign-in' });
  };
  const roles = me.roles.map((role) => t(`role.${role}`)).join(' · ');
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      menu={{
        items: [
          {
            key: 'who',
            type: 'group',
            label:
              roles && roles !== me.display_name
                ? `${me.display_name || me.name} (${roles})`
                : roles || me.name,
          },
          {
            key: 'account',
            icon: <SafetyOutlined />,
            label: t('shell.account'),
            onClick: () => navigate({ to: '/security' }),
          },
          { key: 'leave', icon: <LogoutOutlined />, label: t('shell.signOut'), onClick: leave },
        ],
      }}
    >
      <Button type="text" icon={<UserOutlined />}>
        {me.display_name || me.name}
      </Button>
    </Dropdown>
  );
}
