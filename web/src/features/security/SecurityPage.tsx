import { useTranslation } from 'react-i18next';
import { Page } from '@/components/Page';

export function SecurityPage() {
  const { t } = useTranslation('security');
  return (
    <Page title={t('title')} purpose={t('purpose')}>
      {null}
    </Page>
  );
}
