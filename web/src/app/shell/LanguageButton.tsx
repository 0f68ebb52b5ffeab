import { Button, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLanguageSwitch } from '@/app/useLanguageSwitch';

export function LanguageButton() {
  const { t, i18n } = useTranslation();
  const change = useLanguageSwitch();
  const short = i18n.language === 'en' ? '한' : 'EN';
  return (
    <Tooltip title={t('shell.language')}>
      <Button type="text" onClick={change} aria-label={`${short} ${t('shell.language')}`}>
        {short}
      </Button>
    </Tooltip>
  );
}
