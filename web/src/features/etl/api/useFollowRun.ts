import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { type Run, runKey } from '@/features/etl/api/runs';
import { CHANGED_BY_PUBLICATION } from '@/lib/snapshot';

/** Keeps a run that is under way current by the server's events, wherever it was started. */
export function useFollowRun(run: number, language: string, running: boolean): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    if (!running) return;
    const events = new EventSource(`/api/etl/runs/${run}/events`);
    events.addEventListener('run', (event: MessageEvent<string>) => {
      const next: Run = JSON.parse(event.data);
      if (next.state === 'running') {
        queryClient.setQueryData(runKey(run, language), next);
        return;
      }
      events.close();
      // Asked anew rather than taken: an event stream cannot say in which language its error should be.
      void queryClient.invalidateQueries({ queryKey: ['etl'] });
      for (const queryKey of CHANGED_BY_PUBLICATION) void queryClient.invalidateQueries({ queryKey });
    });
    return () => events.close();
  }, [queryClient, run, language, running]);
}
