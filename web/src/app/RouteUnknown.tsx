import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { LinkButton } from '@/components/LinkButton';

export function RouteUnknown() {
  const { t } = useTranslation();
  return (
    <EmptyState
      title={t('unknownPage.title')}
      reason={t('unknownPage.reason')}
      action={<LinkButton to="/">{t('unknownPage.home')}</LinkButton>}
    />
  );
}
