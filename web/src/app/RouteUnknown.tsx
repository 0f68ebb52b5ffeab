import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { LinkButton } from '@/components/LinkButton';
import { Page } from '@/components/Page';
import { Panel } from '@/components/Panel';

export function RouteUnknown() {
  const { t } = useTranslation();
  return (
    <Page title={t('unknownPage.title')} purpose={t('unknownPage.reason')}>
      <Panel>
        <EmptyState
          title={t('unknownPage.notHere')}
          reason={t('unknownPage.next')}
          action={<LinkButton to="/">{t('unknownPage.home')}</LinkButton>}
        />
      </Panel>
    </Page>
  );
}
