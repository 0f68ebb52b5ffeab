import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { type Fact, Facts } from '@/components/Facts';
import { LinkButton } from '@/components/LinkButton';
import { Panel } from '@/components/Panel';
import { SyntheticTag } from '@/components/SyntheticTag';
import { type Overview, overviewQuery, type Whose } from '@/features/research/chart/api';
import styles from '@/features/research/chart/Chart.module.css';
import type { ChartSearch } from '@/features/research/chart/search';
import { Timeline } from '@/features/research/chart/Timeline';
import { Treatments } from '@/features/research/chart/Treatments';
import { dayOf, type Span, textOf, wholeOf, within } from '@/features/research/chart/window';
import { ApiError } from '@/lib/api/problem';
import { useFormat } from '@/lib/format/useFormat';
import { useHasRole } from '@/lib/session/me';

const Labs = lazy(() => import('@/features/research/chart/Labs'));
const Notes = lazy(() => import('@/features/research/chart/Notes'));

interface Props {
  subject: number;
  snapshot: string | undefined;
  search: ChartSearch;
  onSearch: (search: ChartSearch) => void;
}

/** One patient's records in time: timeline, laboratory values, notes, all of one window. */
export function ChartView({ subject, snapshot, search, onSearch }: Props) {
  const { language } = useFormat();
  const whose: Whose = { subject, snapshot, language };
  const { data: overview, error, refetch } = useQuery(overviewQuery(whose));
  if (error) return <Refused error={error} onRetry={refetch} />;
  if (!overview) return <Skeleton active paragraph={{ rows: 10 }} />;
  return <Shown whose={whose} overview={overview} search={search} onSearch={onSearch} />;
}

interface ShownProps {
  whose: Whose;
  overview: Overview;
  search: ChartSearch;
  onSearch: (search: ChartSearch) => void;
}

function Shown({ whose, overview, search, onSearch }: ShownProps) {
  const { t } = useTranslation('chart');
  const whole = wholeOf(overview);
  if (!whole) {
    return (
      <div className={styles.stack}>
        <Head overview={overview} />
        <Panel>
          <EmptyState title={t('nothing.title')} reason={t('nothing.reason')} />
        </Panel>
        <Treatments treated={overview.lanes.flatMap((lane) => lane.treated)} />
      </div>
    );
  }
  const asked = search.from && search.to ? { from: dayOf(search.from), to: dayOf(search.to) } : whole;
  const span = within(asked, whole);
  const change = (next: Span) =>
    onSearch(
      next.from === whole.from && next.to === whole.to
        ? { from: undefined, to: undefined }
        : { from: textOf(next.from), to: textOf(next.to) },
    );
  const window = { since: textOf(span.from), until: textOf(span.to) };
  const waiting = <Skeleton active title={false} paragraph={{ rows: 4 }} />;
  return (
    <div className={styles.stack}>
      <Head overview={overview} />
      <Timeline whose={whose} overview={overview} span={span} whole={whole} onChange={change} />
      <Suspense fallback={waiting}>
        <Labs whose={whose} window={window} />
        <Notes whose={whose} window={window} />
      </Suspense>
    </div>
  );
}

function Head({ overview }: { overview: Overview }) {
  const { t } = useTranslation('chart');
  const { subject, sex, year_of_birth: born, died, observed, treated, provenance } = overview;
  const facts: Fact[] = [
    [t('head.subject'), String(subject)],
    [t('head.sex'), sex ?? t('head.unknown')],
    [t('head.born'), born === null ? t('head.unknown') : String(born)],
    [t('head.died'), died],
    [t('head.observed'), observed.map(({ start, end }) => `${start ?? '?'} ~ ${end ?? '?'}`).join(', ')],
  ];
  return (
    <Panel>
      <div className={styles.head}>
        <Facts facts={facts} inline />
        {provenance.synthetic && <SyntheticTag />}
      </div>
      <Treatments treated={treated} />
    </Panel>
  );
}

/** Why a chart is not shown, and the way on: a request, or in an emergency the glass. */
function Refused({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useTranslation('chart');
  const clinician = useHasRole('clinician');
  const codes = [
    'chart_unknown_patient',
    'chart_rows_needed',
    'chart_no_patient_number',
    'http_422',
    'bad_input',
  ];
  if (!(error instanceof ApiError) || !codes.includes(error.code)) {
    return <ErrorNotice error={error} onRetry={onRetry} />;
  }
  const reason = error.code === 'bad_input' ? t('refused.number') : `${error.message} ${error.next}`;
  return (
    <Panel>
      <EmptyState
        title={t(error.code === 'chart_rows_needed' ? 'refused.rows' : 'refused.title')}
        reason={reason}
        action={
          <div className={styles.form}>
            {error.code === 'chart_rows_needed' ? (
              <LinkButton to="/research/analysis">{t('refused.analysis')}</LinkButton>
            ) : (
              <LinkButton to="/security" search={{ tab: 'requests' }}>
                {t('refused.ask')}
              </LinkButton>
            )}
            {clinician && (
              <LinkButton to="/security" search={{ tab: 'emergency' }}>
                {t('refused.emergency')}
              </LinkButton>
            )}
          </div>
        }
      />
    </Panel>
  );
}
