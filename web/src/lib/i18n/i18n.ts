/** Texts by feature: `locales/<language>/<feature>.json`, fetched when the feature is first shown. */
import i18next, { type BackendModule } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { initialLanguage, showLanguage } from '@/lib/i18n/language';

const FILES = import.meta.glob<{ default: Record<string, unknown> }>('../../locales/*/*.json');

const files: BackendModule = {
  type: 'backend',
  init() {},
  read(language, namespace, done) {
    const load = FILES[`../../locales/${language}/${namespace}.json`];
    if (!load) return done(new Error(`no texts: ${language}/${namespace}`), false);
    load().then(
      (file) => done(null, file.default),
      (error) => done(error, false),
    );
  },
};

export async function startI18n(): Promise<void> {
  const language = initialLanguage();
  showLanguage(language);
  i18next.on('languageChanged', (next) => showLanguage(next === 'en' ? 'en' : 'ko'));
  await i18next
    .use(files)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: false,
      supportedLngs: ['ko', 'en'],
      ns: ['common'],
      defaultNS: 'common',
      fallbackNS: 'common',
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
    });
}
