import type { Language } from '@/lib/format/numbers';

const KEY = 'asan.language';

/** The language chosen here before, else the browser's, else Korean. */
export function initialLanguage(): Language {
  const kept = localStorage.getItem(KEY);
  if (kept === 'ko' || kept === 'en') return kept;
  return navigator.language.toLowerCase().startsWith('en') ? 'en' : 'ko';
}

export function currentLanguage(): Language {
  return document.documentElement.lang === 'en' ? 'en' : 'ko';
}

export function showLanguage(language: Language): void {
  document.documentElement.lang = language;
}

export function keepLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
}
