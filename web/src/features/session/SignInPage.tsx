import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { Button, Form, Input } from 'antd';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LanguageButton } from '@/app/shell/LanguageButton';
import { ThemeButton } from '@/app/shell/ThemeButton';
import { ErrorNotice } from '@/components/ErrorNotice';
import { NewPasswordFields } from '@/features/session/NewPasswordFields';
import { ProjectStep } from '@/features/session/ProjectStep';
import { ProviderButtons } from '@/features/session/ProviderButtons';
import styles from '@/features/session/SignInPage.module.css';
import { ApiError } from '@/lib/api/problem';
import { signIn } from '@/lib/session/me';

const route = getRouteApi('/sign-in');

interface Credentials {
  username: string;
  password: string;
  chosen?: string;
}

export function SignInPage() {
  const { t } = useTranslation();
  const { next = '/', ended, failed, provider, choose } = route.useSearch();
  const navigate = route.useNavigate();
  const router = useRouter();
  const goOn = useCallback(() => router.history.replace(next), [router, next]);
  const queryClient = useQueryClient();
  const [changing, setChanging] = useState(false);
  const attempt = useMutation({
    mutationFn: ({ username, password, chosen }: Credentials) => signIn(username.trim(), password, chosen),
    onError: (error) => {
      if (error instanceof ApiError && error.code === 'password_change_required') setChanging(true);
    },
    onSuccess: async () => {
      queryClient.clear();
      await navigate({ search: { next, choose: true }, replace: true });
    },
  });
  const afterwards = `/sign-in?${new URLSearchParams({ next, choose: 'true' })}`;
  return (
    <main className={styles.page}>
      <div className={styles.tools}>
        <LanguageButton />
        <ThemeButton />
      </div>
      <div className={styles.card}>
        <img src="/mark.svg" alt="" width={40} height={40} />
        <h1 className={styles.title}>Asan Data Platform</h1>
        {choose ? (
          <>
            <p className={styles.purpose}>{t('signIn.forProject')}</p>
            <ProjectStep next={next} onDone={goOn} />
          </>
        ) : (
          <>
            <p className={styles.purpose}>{ended ? t('signIn.ended') : t('signIn.purpose')}</p>
            <ProviderButtons next={afterwards} failed={failed} provider={provider} />
            <Form<Credentials> layout="vertical" requiredMark={false} onFinish={attempt.mutate} size="large">
              <Form.Item
                name="username"
                label={t('signIn.username')}
                validateTrigger="onBlur"
                rules={[{ required: true, whitespace: true, message: t('signIn.usernameMissing') }]}
              >
                <Input autoFocus autoComplete="username" spellCheck={false} autoCapitalize="none" />
              </Form.Item>
              <Form.Item
                name="password"
                label={t('signIn.password')}
                rules={[{ required: true, message: t('signIn.passwordMissing') }]}
                validateTrigger="onBlur"
              >
                <Input.Password autoComplete="current-password" />
              </Form.Item>
              {changing && <NewPasswordFields />}
              {attempt.error && (
                <div className={styles.error}>
                  <ErrorNotice error={attempt.error} compact />
                </div>
              )}
              <Button type="primary" htmlType="submit" block loading={attempt.isPending}>
                {t(changing ? 'signIn.change' : 'signIn.submit')}
              </Button>
            </Form>
          </>
        )}
      </div>
    </main>
  );
}
