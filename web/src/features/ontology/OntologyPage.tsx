import { useTranslation } from 'react-i18next';
import { Page } from '@/components/Page';

export function OntologyPage() {
  const { t } = useTranslation('ontology');
  return (
    <Page title={t('title')} purpose={t('purpose')}>
      {null}
    </Page>
  );
}
