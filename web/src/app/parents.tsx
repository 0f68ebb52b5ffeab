/** The two parents of every route: the bare root (sign-in) and the shell, which needs a person. */
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  lazyRouteComponent,
  Outlet,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router';
import { isLoginRequired } from '@/lib/api/problem';
import { meQuery } from '@/lib/session/me';
import { type PinSearch, pinSearch } from '@/lib/snapshot';

export const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({ component: Outlet });

export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  // Which snapshot is read goes along from page to page.
  validateSearch: (search: Record<string, unknown>): PinSearch => pinSearch(search),
  search: { middlewares: [retainSearchParams<PinSearch>(['snapshot'])] },
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queryClient.ensureQueryData(meQuery);
    } catch (error) {
      if (isLoginRequired(error)) throw redirect({ to: '/sign-in', search: { next: location.href } });
      throw error;
    }
  },
  component: lazyRouteComponent(() => import('@/app/shell/Shell'), 'Shell'),
});
