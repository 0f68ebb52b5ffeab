import { useTranslation } from 'react-i18next';
import { ago, date, dateTime, duration } from '@/lib/format/dates';
import { exact, type Language, percent, short } from '@/lib/format/numbers';

/** The formatters bound to the language on screen. */
export function useFormat() {
  const { i18n } = useTranslation();
  const language: Language = i18n.language === 'en' ? 'en' : 'ko';
  return {
    language,
    exact,
    percent,
    date,
    dateTime,
    short: (value: number) => short(value, language),
    ago: (text: string) => ago(text, language),
    duration: (seconds: number) => duration(seconds, language),
  };
}
