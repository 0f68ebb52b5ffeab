import { DesktopOutlined, MoonOutlined, SunOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { chooseTheme, type ThemeChoice, useThemeChoice } from '@/lib/theme/mode';

const ICONS = { light: <SunOutlined />, dark: <MoonOutlined />, system: <DesktopOutlined /> };

export function ThemeButton() {
  const { t } = useTranslation();
  const choice = useThemeChoice();
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectable: true,
        selectedKeys: [choice],
        onClick: ({ key }) => chooseTheme(key as ThemeChoice),
        items: (['light', 'dark', 'system'] as const).map((key) => ({
          key,
          icon: ICONS[key],
          label: t(`theme.${key}`),
        })),
      }}
    >
      <Button type="text" icon={ICONS[choice]} aria-label={t('theme.name')} />
    </Dropdown>
  );
}
