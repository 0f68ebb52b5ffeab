import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Popconfirm } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import styles from '@/features/security/SecurityPage.module.css';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import { useFormat } from '@/lib/format/useFormat';
import { useMe } from '@/lib/session/me';

type Token = components['schemas']['TokenView'];

export const TOKENS_KEY = ['tokens'];

interface Props {
  tokens: Token[];
  /** Everyone's tokens, for an administrator. */
  everyones?: boolean;
}

export function TokenTable({ tokens, everyones = false }: Props) {
  const { t } = useTranslation('security');
  const queryClient = useQueryClient();
  const me = useMe();
  const format = useFormat();
  const revoke = useMutation({
    mutationFn: (id: number) => {
      const params = { path: { token_id: id } };
      return everyones
        ? data(api.DELETE('/api/security/tokens/{token_id}', { params }))
        : data(api.DELETE('/api/auth/tokens/{token_id}', { params }));
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: TOKENS_KEY }),
  });
  const withProjects = tokens.some((token) => token.project);
  const withAccounts = everyones || tokens.some((token) => token.account !== me.name);
  return (
    <>
      {revoke.error && <ErrorNotice error={revoke.error} compact />}
      <table className={styles.table}>
        <thead>
          <tr>
            {withAccounts && <th scope="col">{t('tokens.account')}</th>}
            <th scope="col">{t('tokens.name')}</th>
            <th scope="col">{t('tokens.scopes')}</th>
            {withProjects && <th scope="col">{t('tokens.project')}</th>}
            <th scope="col">{t('tokens.created')}</th>
            <th scope="col">{t('sessions.lastUsed')}</th>
            <th scope="col">{t('tokens.expires')}</th>
            <th scope="col">
              <span className="visually-hidden">{t('tokens.revoke')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.id}>
              {withAccounts && <td>{token.account}</td>}
              <td>{token.name}</td>
              <td>{token.scopes.map((scope) => t(`scope.${scope}`)).join(' · ')}</td>
              {withProjects && <td>{token.project}</td>}
              <td>{format.date(token.created_at)}</td>
              <td>{token.last_used_at ? format.ago(token.last_used_at) : t('sessions.neverUsed')}</td>
              <td>
                {format.date(token.expires_at)}{' '}
                <span className={styles.quiet}>({format.ago(token.expires_at)})</span>
              </td>
              <td className={styles.end}>
                <Popconfirm
                  title={t('tokens.revokeAsk', { name: token.name })}
                  description={t('tokens.revokeMeans')}
                  okText={t('tokens.revoke')}
                  onConfirm={() => revoke.mutate(token.id)}
                >
                  <Button size="small" danger>
                    {t('tokens.revoke')}
                  </Button>
                </Popconfirm>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
