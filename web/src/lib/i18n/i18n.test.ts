import i18next from 'i18next';
import { expect, it } from 'vitest';
import { startI18n } from '@/lib/i18n/i18n';

it('starts in the language kept before, tells the document, and changes in place', async () => {
  localStorage.setItem('asan.language', 'ko');
  await startI18n();
  expect(document.documentElement.lang).toBe('ko');
  expect(i18next.t('menu.mart')).toBe('데이터마트');
  await i18next.changeLanguage('en');
  expect(document.documentElement.lang).toBe('en');
  expect(i18next.t('menu.mart')).toBe('Data mart');
});

it('fetches a feature’s texts when asked, with the common ones behind', async () => {
  await i18next.loadNamespaces('dashboard');
  const t = i18next.getFixedT('en', 'dashboard');
  expect(t('persons')).toBe('Patients');
  expect(t('action.retry')).toBe('Try again');
});
