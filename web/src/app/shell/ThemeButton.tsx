import { DesktopOutlined, MoonOutlined, SunOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { MenuButton } from '@/components/MenuButton';
import { chooseTheme, useThemeChoice } from '@/lib/theme/mode';

const ICONS = {
  light: <SunOutlined aria-hidden />,
  dark: <MoonOutlined aria-hidden />,
  system: <DesktopOutlined aria-hidden />,
};

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
