import { DownloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Alert, Button, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Page } from '@/components/Page';
import { Panel } from '@/components/Panel';
import styles from '@/features/research/parts/Research.module.css';
import { fileOf, type StudyResults, studyQuery } from '@/features/research/studies/api';
import { ResultTable } from '@/features/research/studies/ResultTable';
import { useFormat } from '@/lib/format/useFormat';

/** What one package holds: cohorts, how its analyses ended, and their tables. */
export function StudyPage() {
  const { t } = useTranslation('studies');
  const job = Number(getRouteApi('/shell/research/studies/$job').useParams().job);
  const { data: study, error, refetch } = useQuery(studyQuery(job));
  return (
    <Page
      title={study?.title ?? t('title')}
      purpose={study?.description || t('purpose')}
      action={
        study && (
          <Button type="primary" icon={<DownloadOutlined aria-hidden />} href={fileOf(job)}>
            {t('download')}
          </Button>
        )
      }
    >
      {error && <ErrorNotice error={error} onRetry={refetch} />}
      {!study && !error && <Skeleton active title={false} paragraph={{ rows: 8 }} />}
      {study && <Held study={study} />}
    </Page>
  );
}

function Held({ study }: { study: StudyResults }) {
  const { t } = useTranslation('studies');
  const { provenance } = study;
  const of = Object.fromEntries(provenance?.analyses.map((each) => [each.id, each]) ?? []);
  return (
    <div className={styles.column}>
      <Origin study={study} />
      <Panel title={t('cohorts')} flush>
        <table className={styles.table}>
          <thead>
            <tr>
              {(['key', 'name', 'number', 'version', 'persons', 'missing'] as const).map((key) => (
                <th key={key} scope="col">
                  {t(`cohort.${key}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {study.cohorts.map((cohort) => (
              <Cohort key={cohort.key} cohort={cohort} provenance={provenance} />
            ))}
          </tbody>
        </table>
      </Panel>
      <Panel title={t('analyses')} flush>
        <table className={styles.table}>
          <thead>
            <tr>
              {(['id', 'what', 'outcome'] as const).map((key) => (
                <th key={key} scope="col">
                  {t(`analysis.${key}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {study.specification.map((each) => (
              <Analysis key={String(each.id)} specified={each} done={of[String(each.id)]} />
            ))}
          </tbody>
        </table>
      </Panel>
      {study.tables.map((table) => (
        <ResultTable
          key={table.name}
          table={table}
          sources={of[table.name.split('.')[0] ?? '']?.sources ?? []}
          study={study}
        />
      ))}
    </div>
  );
}

function Origin({ study }: { study: StudyResults }) {
  const { t } = useTranslation('studies');
  const format = useFormat();
  const { data: at, provenance } = study;
  if (!provenance) return <Alert type="info" title={t('noResults')} />;
  return (
    <Alert
      type={at.synthetic ? 'warning' : 'info'}
      title={[
        study.site,
        at.version === null || at.version === undefined
          ? t('list.inPlace')
          : t('snapshot', { version: at.version }),
        at.published_at && format.dateTime(at.published_at),
        at.synthetic && t('synthetic'),
      ]
        .filter(Boolean)
        .join(' · ')}
      description={`${t(`rights.${provenance.rights}`)} ${t('suppressed', { count: provenance.suppressed_below })}`}
    />
  );
}

interface CohortProps {
  cohort: StudyResults['cohorts'][number];
  provenance: StudyResults['provenance'];
}

function Cohort({ cohort, provenance }: CohortProps) {
  const { t } = useTranslation('studies');
  const format = useFormat();
  const found = provenance?.cohorts.find((each) => each.key === cohort.key);
  const persons =
    found && (found.persons === null || found.persons === undefined ? t('few') : format.exact(found.persons));
  return (
    <tr>
      <th scope="row">{cohort.key}</th>
      <td>{cohort.name}</td>
      <td>{cohort.id ?? '–'}</td>
      <td>{cohort.version ?? '–'}</td>
      <td>{persons ?? '–'}</td>
      <td>{found?.missing ?? '–'}</td>
    </tr>
  );
}

interface AnalysisProps {
  specified: StudyResults['specification'][number];
  done: NonNullable<StudyResults['provenance']>['analyses'][number] | undefined;
}

function Analysis({ specified, done }: AnalysisProps) {
  const { t } = useTranslation('studies');
  const { language } = useFormat();
  const { id, ...asked } = specified;
  const why = language === 'ko' ? done?.ko : done?.en;
  return (
    <tr>
      <th scope="row">{String(id)}</th>
      <td>
        <code>{JSON.stringify(asked)}</code>
      </td>
      <td>
        {done ? t(`outcome.${done.outcome}`) : '–'}
        {why && <span className={styles.note}>{why}</span>}
      </td>
    </tr>
  );
}
