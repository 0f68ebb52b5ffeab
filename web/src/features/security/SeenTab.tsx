import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { Alert, Button, Form, Input, InputNumber, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { period } from '@/features/security/auditSearch';
import styles from '@/features/security/SecurityPage.module.css';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import { useFormat } from '@/lib/format/useFormat';

type Viewer = components['schemas']['ViewerView'];

interface Asked {
  person: number | null;
  since?: string;
  until?: string;
}

/** Who has seen a patient: for certain by records that name the person, possibly by reading tables through. */
export default function SeenTab() {
  const { t } = useTranslation('security');
  const format = useFormat();
  const navigate = useNavigate();
  const { person, since, until } = getRouteApi('/shell/security').useSearch();
  const {
    data: seen,
    error,
    refetch,
  } = useQuery({
    queryKey: ['audit-seen', person, since, until],
    queryFn: () =>
      data(
        api.GET('/api/security/audit/seen/{person}', {
          params: { path: { person: person ?? 0 }, query: period(since, until) },
        }),
      ),
    enabled: person !== undefined,
  });
  const ask = (asked: Asked) =>
    navigate({
      to: '/security',
      search: {
        tab: 'seen',
        person: asked.person ?? undefined,
        since: asked.since || undefined,
        until: asked.until || undefined,
      },
    });
  return (
    <div className={styles.wide}>
      <Panel title={t('seen.title')}>
        <p className={styles.quiet}>{t('seen.means')}</p>
        <Form<Asked>
          key={`${person} ${since} ${until}`}
          layout="inline"
          colon={false}
          requiredMark={false}
          initialValues={{ person, since: since ?? '', until: until ?? '' }}
          onFinish={ask}
          style={{ marginTop: 12 }}
        >
          <Form.Item
            name="person"
            label={t('audit.person')}
            rules={[{ required: true, message: t('seen.personMissing') }]}
          >
            <InputNumber controls={false} precision={0} style={{ width: 200 }} />
          </Form.Item>
          <Form.Item name="since" label={t('audit.since')}>
            <Input type="date" />
          </Form.Item>
          <Form.Item name="until" label={t('audit.until')}>
            <Input type="date" />
          </Form.Item>
          <Button type="primary" htmlType="submit">
            {t('seen.ask')}
          </Button>
        </Form>
      </Panel>
      {error && <ErrorNotice error={error} onRetry={refetch} />}
      {person !== undefined && !seen && !error && <Skeleton active paragraph={{ rows: 6 }} />}
      {seen?.archived_until && (
        <Alert
          type="info"
          showIcon
          title={t('audit.archived', { until: format.dateTime(seen.archived_until) })}
        />
      )}
      {seen && person !== undefined && (
        <>
          <Panel title={t('seen.certain', { count: seen.certain.length })}>
            <p className={styles.quiet}>{t('seen.certainMeans')}</p>
            {!seen.complete && <Alert type="warning" showIcon title={t('seen.newestOnly')} />}
            {seen.certain.length === 0 ? (
              <EmptyState title={t('seen.nobody')} reason={t('seen.nobodyReason')} />
            ) : (
              <Viewers viewers={seen.certain} person={person} />
            )}
          </Panel>
          <Panel title={t('seen.possible', { count: seen.possible.length })}>
            <p className={styles.quiet}>{t('seen.possibleMeans')}</p>
            {seen.possible.length > 0 && <Viewers viewers={seen.possible} />}
          </Panel>
        </>
      )}
    </div>
  );
}

function Viewers({ viewers, person }: { viewers: Viewer[]; person?: number }) {
  const { t } = useTranslation('security');
  const format = useFormat();
  const certain = person !== undefined;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t('audit.principal')}</th>
          <th scope="col">{t('seen.times')}</th>
          <th scope="col">{t('seen.first')}</th>
          <th scope="col">{t('seen.last')}</th>
          {certain && <th scope="col">{t('audit.purpose')}</th>}
          {certain && <th scope="col">{t('audit.surface')}</th>}
        </tr>
      </thead>
      <tbody>
        {viewers.map((one) => (
          <tr key={`${one.principal} ${one.acting_for}`}>
            <td>
              <Link to="/security" search={{ tab: 'audit', user: one.principal, person }}>
                {one.principal}
              </Link>
              {one.acting_for && (
                <span className={styles.quiet}> {t('seen.for', { name: one.acting_for })}</span>
              )}
            </td>
            <td>{format.exact(one.times)}</td>
            <td>{format.dateTime(one.first_at)}</td>
            <td>{format.dateTime(one.last_at)}</td>
            {certain && <td>{one.purposes.join('; ') || t('seen.noPurpose')}</td>}
            {certain && <td>{one.surfaces.join(', ')}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
