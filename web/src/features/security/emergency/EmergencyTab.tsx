import { useQuery } from '@tanstack/react-query';
import { Skeleton, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { EmergencyForm } from '@/features/security/emergency/EmergencyForm';
import styles from '@/features/security/SecurityPage.module.css';
import { api, data } from '@/lib/api/client';
import { useFormat } from '@/lib/format/useFormat';
import { useHasRole } from '@/lib/session/me';

/** Breaking the glass for one patient, and who did so when and why. */
export default function EmergencyTab() {
  const { t } = useTranslation('security');
  const format = useFormat();
  const mayOpen = useHasRole('clinician');
  const readsAll = useHasRole('admin', 'auditor');
  const {
    data: emergencies,
    error,
    refetch,
  } = useQuery({
    queryKey: ['emergencies'],
    queryFn: () => data(api.GET('/api/security/break-glass')),
  });
  return (
    <div className={styles.wide}>
      {mayOpen && <EmergencyForm />}
      <Panel title={t(readsAll ? 'emergency.all' : 'emergency.mine')}>
        {error && <ErrorNotice error={error} onRetry={refetch} />}
        {!emergencies && !error && <Skeleton active title={false} paragraph={{ rows: 3 }} />}
        {emergencies?.length === 0 && <p className={styles.quiet}>{t('emergency.none')}</p>}
        {emergencies && emergencies.length > 0 && (
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t('emergency.began')}</th>
                <th scope="col">{t('emergency.who')}</th>
                <th scope="col">{t('emergency.person')}</th>
                <th scope="col">{t('emergency.reason')}</th>
                <th scope="col">{t('emergency.until')}</th>
              </tr>
            </thead>
            <tbody>
              {emergencies.map((each) => (
                <tr key={`${each.user} ${each.started_at}`}>
                  <td>{format.dateTime(each.started_at)}</td>
                  <td>{each.display_name}</td>
                  <td>{each.person_id}</td>
                  <td className={styles.words}>{each.reason}</td>
                  <td>
                    {format.dateTime(each.ended_at ?? each.ends_at)}{' '}
                    {each.open && <Tag color="error">{t('emergency.open')}</Tag>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Panel>
    </div>
  );
}
