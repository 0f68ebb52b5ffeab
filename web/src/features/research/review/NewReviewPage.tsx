import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Button, Input, Radio, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { LinkButton } from '@/components/LinkButton';
import { Page } from '@/components/Page';
import { Panel } from '@/components/Panel';
import { cohortsQuery } from '@/features/research/api/cohorts';
import { generationsQuery } from '@/features/research/results/api';
import { useCreate } from '@/features/research/review/api';
import styles from '@/features/research/review/Review.module.css';
import { SetupFields } from '@/features/research/review/SetupFields';
import { isReady, type Setup, sentOf, setupOf } from '@/features/research/review/setup';
import { useFormat } from '@/lib/format/useFormat';
import { usePinned } from '@/lib/snapshot';

const route = getRouteApi('/shell/research/reviews/new');

/** Sets a review up: of which cohort, whom of it, what is asked, who answers. */
export function NewReviewPage() {
  const { t } = useTranslation('review');
  const { cohort } = route.useSearch();
  return (
    <Page title={t('new.title')} purpose={t('new.purpose')}>
      {cohort ? <NewReview key={cohort} cohort={cohort} /> : <ChooseCohort />}
    </Page>
  );
}

function ChooseCohort() {
  const { t } = useTranslation('review');
  const navigate = useNavigate();
  const { data: cohorts, error, refetch } = useQuery(cohortsQuery);
  return (
    <Panel title={t('new.cohort')}>
      {error && <ErrorNotice error={error} onRetry={refetch} compact />}
      {cohorts?.length === 0 && (
        <EmptyState
          title={t('new.noCohort')}
          reason={t('new.noCohortReason')}
          action={<LinkButton to="/research/new">{t('new.makeCohort')}</LinkButton>}
        />
      )}
      {cohorts && cohorts.length > 0 && (
        <Select
          className={styles.choose}
          aria-label={t('new.cohort')}
          placeholder={t('new.choose')}
          options={cohorts.map((each) => ({ value: each.id, label: each.name }))}
          showSearch={{ optionFilterProp: 'label' }}
          onChange={(cohort: number) => navigate({ to: '/research/reviews/new', search: { cohort } })}
        />
      )}
    </Panel>
  );
}

function NewReview({ cohort }: { cohort: number }) {
  const { t } = useTranslation('review');
  const format = useFormat();
  const navigate = useNavigate();
  const pinned = usePinned();
  const { data: cohorts } = useQuery(cohortsQuery);
  const { data: generations, error } = useQuery(generationsQuery(cohort));
  const create = useCreate(pinned);
  const [setup, setSetup] = useState<Setup>(() => setupOf(undefined, t('new.firstQuestion')));
  const [whole, setWhole] = useState(false);
  const [size, setSize] = useState('50');
  const [seed, setSeed] = useState('');
  const newest = generations?.[0];
  const fits = whole || (/^\d{1,4}$/.test(size) && Number(size) >= 1 && Number(size) <= 1000);
  const seeded = seed === '' || (/^\d{1,10}$/.test(seed) && Number(seed) < 2 ** 31);
  if (error) return <ErrorNotice error={error} />;
  if (generations?.length === 0) {
    return (
      <Panel>
        <EmptyState
          title={t('new.never')}
          reason={t('new.neverReason')}
          action={
            <LinkButton
              to="/research/$cohort"
              params={{ cohort: String(cohort) }}
              search={{ tab: 'results' }}
            >
              {t('new.generate')}
            </LinkButton>
          }
        />
      </Panel>
    );
  }
  const name = cohorts?.find(({ id }) => id === cohort)?.name ?? t('cohort', { id: cohort });
  return (
    <Panel title={t('new.of', { name })}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate(
            {
              ...sentOf(setup),
              cohort,
              size: whole ? null : Number(size),
              seed: seed === '' ? null : Number(seed),
            },
            {
              onSuccess: (made) =>
                navigate({ to: '/research/reviews/$review', params: { review: String(made.id) } }),
            },
          );
        }}
      >
        {newest && (
          <p className={styles.quiet}>
            {t('new.generation', {
              version: newest.version,
              at: format.dateTime(newest.created_at),
              snapshot: newest.published,
            })}
          </p>
        )}
        <div className={styles.fields}>
          <span id="whom">{t('new.whom')}</span>
          <Radio.Group
            aria-labelledby="whom"
            value={whole}
            onChange={(event) => setWhole(event.target.value)}
            options={[
              { value: false, label: t('new.sample') },
              { value: true, label: t('new.everybody') },
            ]}
          />
        </div>
        <div className={styles.row}>
          {!whole && (
            // biome-ignore lint/a11y/noLabelWithoutControl: the field stands inside
            <label className={styles.fields}>
              <span>{t('new.size')}</span>
              <Input
                value={size}
                inputMode="numeric"
                style={{ width: 120 }}
                status={fits ? undefined : 'error'}
                onChange={(event) => setSize(event.target.value.trim())}
              />
            </label>
          )}
          {/* biome-ignore lint/a11y/noLabelWithoutControl: the field stands inside */}
          <label className={styles.fields}>
            <span>{t('new.seed')}</span>
            <Input
              value={seed}
              inputMode="numeric"
              placeholder={t('new.seedDrawn')}
              style={{ width: 160 }}
              status={seeded ? undefined : 'error'}
              onChange={(event) => setSeed(event.target.value.trim())}
            />
          </label>
        </div>
        <p className={styles.quiet}>{t('new.seedNote')}</p>
        <SetupFields setup={setup} fixed={false} onChange={setSetup} />
        {create.error && <ErrorNotice error={create.error} compact />}
        <div>
          <Button
            type="primary"
            htmlType="submit"
            loading={create.isPending}
            disabled={!isReady(setup) || !fits || !seeded || !newest}
          >
            {t('new.make')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
