import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError, isLoginRequired, isProjectOver } from '@/lib/api/problem';
import { noticesQuery } from '@/lib/notices';
import { sessionEnded } from '@/lib/session/ended';
import { meQuery } from '@/lib/session/me';

function onError(error: Error): void {
  if (isLoginRequired(error)) sessionEnded();
  if (!isProjectOver(error)) return;
  void queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
  void queryClient.invalidateQueries({ queryKey: noticesQuery.queryKey });
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      // What the server refused it will refuse again; a broken connection may heal.
      retry: (count, error) => !(error instanceof ApiError && error.status < 500) && count < 2,
    },
  },
});
