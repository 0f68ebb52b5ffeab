import { DesktopOutlined, MoonOutlined, SunOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { MenuButton } from '@/components/MenuButton';
import { chooseTheme, useThemeChoice } from '@/lib/theme/mode';

const ICONS = { light: <SunOutlined />, dark: <MoonOutlined />, system: <DesktopOutlined /> };

export function ThemeButton() {
  const { t } = useTranslation();
  const choice = useThemeChoice();
  return (
    <MenuButton
      icon={ICONS[choice]}
      name={t('theme.name')}
      actions={(['light', 'dark', 'system'] as const).map((key) => ({
        key,
        icon: ICONS[key],
        label: t(`theme.${key}`),
        checked: key === choice,
        onSelect: () => chooseTheme(key),
      }))}
    />
  );
}
