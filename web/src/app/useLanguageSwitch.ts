import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { keepLanguage } from '@/lib/i18n/language';

/** Changes the language in place; what the server said in the old one is asked again. */
export function useLanguageSwitch(): () => Promise<void> {
  const { i18n } = useTranslation();
  const queryClient = useQueryClient();
  return async () => {
    const next = i18n.language === 'en' ? 'ko' : 'en';
    keepLanguage(next);
    await i18n.changeLanguage(next);
    await queryClient.invalidateQueries();
  };
}
