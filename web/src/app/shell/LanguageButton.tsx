import { useQueryClient } from '@tanstack/react-query';
import { Button, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { keepLanguage } from '@/lib/i18n/language';

/** Changes the language in place; what the server said in the old one is asked again. */
export function LanguageButton() {
  const { t, i18n } = useTranslation();
  const queryClient = useQueryClient();
  const next = i18n.language === 'en' ? 'ko' : 'en';
  const change = async () => {
    keepLanguage(next);
    await i18n.changeLanguage(next);
    await queryClient.invalidateQueries();
  };
  return (
    <Tooltip title={t('shell.language')}>
      <Button type="text" onClick={change} aria-label={t('shell.language')}>
        {next === 'en' ? 'EN' : '한'}
      </Button>
    </Tooltip>
  );
}
