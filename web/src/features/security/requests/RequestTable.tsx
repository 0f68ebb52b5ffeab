import { Button, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Request, Which } from '@/features/security/requests/api';
import { type Deed, DeedModal } from '@/features/security/requests/DeedModal';
import styles from '@/features/security/SecurityPage.module.css';
import { useFormat } from '@/lib/format/useFormat';

const COLOURS: Record<string, string> = {
  pending: 'processing',
  second: 'processing',
  granted: 'success',
  refused: 'error',
};

/** What can be done to a request from a list. */
function deeds(request: Request, of: Which): Deed[] {
  if (of === 'decide') return ['approve', 'refuse'];
  if (request.state === 'granted') return of === 'mine' ? ['renew', 'end'] : ['end'];
  if (of !== 'mine') return [];
  if (request.state === 'expired') return ['renew'];
  return request.state === 'pending' || request.state === 'second' ? ['withdraw'] : [];
}

export function RequestTable({ requests, of }: { requests: Request[]; of: Which }) {
  const { t } = useTranslation('security');
  const format = useFormat();
  const [doing, setDoing] = useState<{ request: Request; deed: Deed }>();
  return (
    <>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('requests.what')}</th>
            {of !== 'mine' && <th scope="col">{t('requests.who')}</th>}
            <th scope="col">{t('requests.project')}</th>
            <th scope="col">{t('requests.why')}</th>
            <th scope="col">{t('requests.state')}</th>
            <th scope="col">
              <span className="visually-hidden">{t('requests.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {requests.map((request) => (
            <tr key={request.id}>
              <td>
                <code>{request.object}</code>
                <div className={styles.quiet}>
                  {t(request.for_project ? 'requests.forAll' : 'requests.forOne')} ·{' '}
                  {t('requests.days', { count: request.days })}
                </div>
              </td>
              {of !== 'mine' && <td>{request.requester_name}</td>}
              <td>{request.project}</td>
              <td className={styles.words}>
                {request.reason}
                <div className={styles.quiet}>{format.ago(request.created_at)}</div>
              </td>
              <td>
                <Tag color={COLOURS[request.state]}>{t(`requests.is.${request.state}`)}</Tag>
                <div className={styles.quiet}>
                  {[
                    request.ends && `~ ${request.ends}`,
                    request.approved_by.length > 0 &&
                      t('requests.approvedBy', { names: request.approved_by.join(', ') }),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </div>
                {request.stuck && (
                  <div role="status">
                    <Tag color="warning">{t('requests.stuck')}</Tag>
                    <div className={styles.quiet}>{t('requests.stuckMeans')}</div>
                  </div>
                )}
                {request.note && <div className={styles.quiet}>“{request.note}”</div>}
              </td>
              <td className={styles.end}>
                <div className={styles.actions}>
                  {deeds(request, of).map((deed) => (
                    <Button
                      key={deed}
                      size="small"
                      type={deed === 'approve' ? 'primary' : 'default'}
                      danger={deed === 'end'}
                      aria-label={t('requests.deedOf', {
                        deed: t(`requests.deed.${deed}`),
                        object: request.object,
                      })}
                      onClick={() => setDoing({ request, deed })}
                    >
                      {t(`requests.deed.${deed}`)}
                    </Button>
                  ))}
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {doing && <DeedModal {...doing} onClose={() => setDoing(undefined)} />}
    </>
  );
}
