import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from '@/components/ErrorNotice.module.css';
import { ApiError } from '@/lib/api/problem';

interface Props {
  error: unknown;
  onRetry?: () => void;
  /** Of lesser weight than the page: smaller, in place. */
  compact?: boolean;
}

/** What happened, its code and the next step: the one way in which a failure is shown. */
export function ErrorNotice({ error, onRetry, compact = false }: Props) {
  const { t } = useTranslation();
  const known = error instanceof ApiError ? error : undefined;
  const offline = !known && error instanceof TypeError;
  const kind = offline ? 'offline' : 'unexpected';
  const message = known?.message || t(`failure.${kind}`);
  const next = known?.next || t(`failure.${kind}Next`);
  return (
    <Alert
      type="error"
      showIcon={!compact}
      role="alert"
      title={message}
      description={
        <span className={styles.detail}>
          <span>{next}</span>
          <code className={styles.code}>{known?.code ?? (offline ? 'offline' : 'client_error')}</code>
        </span>
      }
      action={
        onRetry && (
          <Button size="small" onClick={onRetry}>
            {t('action.retry')}
          </Button>
        )
      }
    />
  );
}
