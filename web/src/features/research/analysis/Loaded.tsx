import type { UseQueryResult } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { ErrorNotice } from '@/components/ErrorNotice';

/** What is drawn of an answer: while it is awaited its shape, on failure what to do. The last one stays, dimmed. */
export function Loaded<T>({
  asked,
  children,
}: {
  asked: UseQueryResult<T>;
  children: (answer: T) => ReactNode;
}) {
  if (asked.error) return <ErrorNotice error={asked.error} onRetry={asked.refetch} />;
  if (asked.data === undefined) return <Skeleton active title={false} paragraph={{ rows: 10 }} />;
  return (
    <div aria-busy={asked.isPlaceholderData} style={{ opacity: asked.isPlaceholderData ? 0.5 : 1 }}>
      {children(asked.data)}
    </div>
  );
}
