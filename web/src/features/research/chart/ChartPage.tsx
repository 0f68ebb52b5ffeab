import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '@/components/Page';
import { ChartView } from '@/features/research/chart/ChartView';
import { PatientForm } from '@/features/research/chart/PatientForm';
import { usePinned } from '@/lib/snapshot';

const route = getRouteApi('/shell/research/charts/$subject');

export function ChartPage() {
  const { t } = useTranslation('chart');
  const { subject } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const pinned = usePinned();
  return (
    <Page title={t('page', { subject })} purpose={t('purpose')} action={<PatientForm />}>
      <ChartView
        key={subject}
        subject={/^\d{1,19}$/.test(subject) ? Number(subject) : -1}
        snapshot={pinned}
        search={search}
        onSearch={(next) =>
          navigate({
            to: '/research/charts/$subject',
            params: { subject },
            search: (old) => ({ ...old, ...next }),
            replace: true,
          })
        }
      />
    </Page>
  );
}
