import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { LinkButton } from '@/components/LinkButton';
import { Page } from '@/components/Page';
import { Panel } from '@/components/Panel';
import { PatientForm } from '@/features/research/chart/PatientForm';

/** Where a chart is opened by number. */
export function ChartStartPage() {
  const { t } = useTranslation('chart');
  return (
    <Page title={t('title')} purpose={t('purpose')} action={<PatientForm />}>
      <Panel>
        <EmptyState
          title={t('start.title')}
          reason={t('start.reason')}
          action={<LinkButton to="/research/reviews">{t('start.reviews')}</LinkButton>}
        />
      </Panel>
    </Page>
  );
}
