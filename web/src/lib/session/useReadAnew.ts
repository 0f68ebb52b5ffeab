import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { meQuery } from '@/lib/session/me';

/** Reads everything anew as whoever one acts for now: nothing that was read otherwise may stay on the screen. */
export function useReadAnew(): () => Promise<void> {
  const queryClient = useQueryClient();
  return useCallback(async () => {
    await queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
    await queryClient.resetQueries({ predicate: ({ queryKey }) => queryKey[0] !== meQuery.queryKey[0] });
  }, [queryClient]);
}
