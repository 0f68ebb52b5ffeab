import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import type { PolicyVersion } from '@/features/security/policies/api';
import styles from '@/features/security/SecurityPage.module.css';
import { api, data } from '@/lib/api/client';
import { useMe } from '@/lib/session/me';

/** A version that waits: another person approves or rejects it, with a reason; its author can withdraw it. */
export function Decide({ version: { key, version, changed_by } }: { version: PolicyVersion }) {
  const { t } = useTranslation('security');
  const own = useMe().name === changed_by;
  const [reason, setReason] = useState('');
  const queryClient = useQueryClient();
  const params = { path: { key, version } };
  const onSettled = () => queryClient.invalidateQueries({ queryKey: ['policies'] });
  const approve = useMutation({
    mutationFn: () => data(api.POST('/api/security/policies/{key}/versions/{version}/approval', { params })),
    onSettled,
  });
  const reject = useMutation({
    mutationFn: () =>
      data(
        api.POST('/api/security/policies/{key}/versions/{version}/rejection', { params, body: { reason } }),
      ),
    onSettled,
  });
  const error = approve.error ?? reject.error;
  const words = t(own ? 'policies.withdrawReason' : 'policies.rejectReason');
  return (
    <>
      {own && <p className={styles.quiet}>{t('policies.approveOther')}</p>}
      {error && <ErrorNotice error={error} compact />}
      <div className={styles.inline}>
        {!own && (
          <Button type="primary" loading={approve.isPending} onClick={() => approve.mutate()}>
            {t('policies.approve')}
          </Button>
        )}
        <Input
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          maxLength={2000}
          aria-label={words}
          placeholder={words}
          style={{ width: 280 }}
        />
        <Button
          danger
          disabled={reason.trim() === ''}
          loading={reject.isPending}
          onClick={() => reject.mutate()}
        >
          {t(own ? 'policies.withdraw' : 'policies.reject')}
        </Button>
      </div>
    </>
  );
}
