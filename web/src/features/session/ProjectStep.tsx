import { useMutation, useQuery } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { Button, Skeleton } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import styles from '@/features/session/SignInPage.module.css';
import { isLoginRequired } from '@/lib/api/problem';
import { chooseProject, meQuery } from '@/lib/session/me';
import { useReadAnew } from '@/lib/session/useReadAnew';

/** Who is signed in and has open projects says for which one they act, or for none; anybody else goes straight on. */
export function ProjectStep({ next, onDone }: { next: string; onDone: () => void }) {
  const { t } = useTranslation();
  const { data: me, error, refetch } = useQuery(meQuery);
  const readAnew = useReadAnew();
  const choose = useMutation({
    mutationFn: chooseProject,
    onSuccess: async () => {
      await readAnew();
      onDone();
    },
  });
  const nothing = me && (me.projects.length === 0 || me.emergency);
  useEffect(() => {
    if (nothing) onDone();
  }, [nothing, onDone]);
  if (isLoginRequired(error)) return <Navigate to="/sign-in" search={{ next }} replace />;
  if (error) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!me || nothing) return <Skeleton active title={false} paragraph={{ rows: 4 }} />;
  const choice = (key: string | null, title: string, words: string) => (
    <li key={key}>
      <Button
        block
        className={styles.choice}
        aria-current={key === (me.project?.key ?? null)}
        loading={choose.isPending && choose.variables === key}
        disabled={choose.isPending}
        onClick={() => choose.mutate(key)}
      >
        <span>
          <strong>{title}</strong>
          <small>{words}</small>
        </span>
      </Button>
    </li>
  );
  return (
    <>
      {choose.error && <ErrorNotice error={choose.error} compact />}
      <ul className={styles.choices} aria-label={t('project.choose')}>
        {me.projects.map(({ key, title, purpose, ends }) =>
          choice(key, title, t('project.actsFor', { purpose, ends })),
        )}
        {choice(null, t('project.none'), t('project.noneStart'))}
      </ul>
    </>
  );
}
