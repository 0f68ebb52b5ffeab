import type { ErrorComponentProps } from '@tanstack/react-router';
import { ErrorNotice } from '@/components/ErrorNotice';

export function RouteFailed({ error, reset }: ErrorComponentProps) {
  return (
    <div style={{ padding: 24, maxWidth: 640 }}>
      <ErrorNotice error={error} onRetry={reset} />
    </div>
  );
}
