import { Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { ErrorNotice } from '@/components/ErrorNotice';
import { type Asked, RunAsJob } from '@/features/research/kept/RunAsJob';
import type { Answer } from '@/features/research/kept/useKept';

interface Props<T> {
  asked: Answer<T>;
  /** The same as a job: for what takes longer than a page waits. */
  job: Asked;
  children: (answer: T) => ReactNode;
}

/** What is drawn of an answer: while it is awaited its shape, on failure what to do. The last one stays, dimmed. */
export function Loaded<T>({ asked, job, children }: Props<T>) {
  // How far a kept one is, and whether it failed, stands above.
  if (asked.kept && asked.data === undefined) return null;
  return (
    <>
      {!asked.kept && <RunAsJob {...job} />}
      <Drawn asked={asked}>{children}</Drawn>
    </>
  );
}

function Drawn<T>({ asked, children }: Pick<Props<T>, 'asked' | 'children'>) {
  if (asked.error) return <ErrorNotice error={asked.error} onRetry={asked.refetch} />;
  if (asked.data === undefined) return <Skeleton active title={false} paragraph={{ rows: 10 }} />;
  return (
    <div aria-busy={asked.isPlaceholderData} style={{ opacity: asked.isPlaceholderData ? 0.5 : 1 }}>
      {children(asked.data)}
    </div>
  );
}
