import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Popconfirm } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import styles from '@/features/security/SecurityPage.module.css';
import { api, data } from '@/lib/api/client';

/** Takes a policy away, with the reason; its versions stay. */
export function RemovePolicy({ name, onRemoved }: { name: string; onRemoved: () => void }) {
  const { t } = useTranslation('security');
  const queryClient = useQueryClient();
  const [reason, setReason] = useState('');
  const remove = useMutation({
    mutationFn: () =>
      data(
        api.DELETE('/api/security/policies/{key}', { params: { path: { key: name }, query: { reason } } }),
      ),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['policies'] });
      onRemoved();
    },
  });
  return (
    <div>
      {remove.error && <ErrorNotice error={remove.error} compact />}
      <div className={styles.inline}>
        <Input
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          maxLength={2000}
          aria-label={t('policies.removeReason')}
          placeholder={t('policies.removeReason')}
          style={{ width: 320 }}
        />
        <Popconfirm
          title={t('policies.removeAsk')}
          description={t('policies.removeMeans')}
          okText={t('policies.remove')}
          onConfirm={() => remove.mutate()}
        >
          <Button danger disabled={reason.trim() === ''} loading={remove.isPending}>
            {t('policies.remove')}
          </Button>
        </Popconfirm>
      </div>
    </div>
  );
}
