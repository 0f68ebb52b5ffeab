import { useQuery } from '@tanstack/react-query';
import { Button, Divider } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import styles from '@/features/session/SignInPage.module.css';
import { api, data } from '@/lib/api/client';
import { ApiError } from '@/lib/api/problem';

interface Props {
  next: string;
  /** The code with which a provider sent the browser back, and which provider. */
  failed?: string;
  provider?: string;
}

/** The identity providers that are configured, none where none is; and what the last attempt failed of. */
export function ProviderButtons({ next, failed, provider }: Props) {
  const { t, i18n } = useTranslation();
  const { data: ways } = useQuery({
    queryKey: ['providers', failed, provider, i18n.language],
    queryFn: () => data(api.GET('/api/auth/providers', { params: { query: { failed, provider } } })),
  });
  if (!ways || (ways.providers.length === 0 && !ways.problem)) return null;
  const { problem } = ways;
  return (
    <div className={styles.providers}>
      {problem && (
        <ErrorNotice error={new ApiError(problem.code, problem.message, problem.next, 401)} compact />
      )}
      {ways.providers.map(({ name, title }) => (
        <Button
          key={name}
          size="large"
          block
          href={`/api/auth/oidc/${name}/start?next=${encodeURIComponent(next)}`}
        >
          {t('signIn.with', { title })}
        </Button>
      ))}
      {ways.providers.length > 0 && <Divider plain>{t('signIn.locally')}</Divider>}
    </div>
  );
}
