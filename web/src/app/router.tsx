import { createRoute, createRouter } from '@tanstack/react-router';
import { rootRoute, shellRoute } from '@/app/parents';
import { queryClient } from '@/app/queryClient';
import { RouteFailed } from '@/app/RouteFailed';
import { RouteLoading } from '@/app/RouteLoading';
import { RouteUnknown } from '@/app/RouteUnknown';
import { dashboardRoutes } from '@/features/dashboard/routes';
import { etlRoutes } from '@/features/etl/routes';
import { martRoutes } from '@/features/mart/routes';
import { ontologyRoutes } from '@/features/ontology/routes';
import { researchRoutes } from '@/features/research/routes';
import { securityRoutes } from '@/features/security/routes';
import { signInRoute } from '@/features/session/routes';
import { onSessionEnded } from '@/lib/session/ended';
import { meQuery } from '@/lib/session/me';

// Inside the shell, so that the menu and the search are there to go on with.
const unknownRoute = createRoute({ getParentRoute: () => shellRoute, path: '$', component: RouteUnknown });

const routeTree = rootRoute.addChildren([
  signInRoute,
  shellRoute.addChildren([
    ...dashboardRoutes,
    ...etlRoutes,
    ...martRoutes,
    ...researchRoutes,
    ...ontologyRoutes,
    ...securityRoutes,
    unknownRoute,
  ]),
]);

export const router = createRouter({
  routeTree,
  context: { queryClient },
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  defaultErrorComponent: RouteFailed,
  defaultPendingComponent: RouteLoading,
  defaultNotFoundComponent: RouteUnknown,
});

onSessionEnded(() => {
  // Nobody was signed in: the guard of the shell leads to the sign-in page, and nothing has ended.
  if (!queryClient.getQueryData(meQuery.queryKey)) return;
  queryClient.removeQueries({ queryKey: meQuery.queryKey });
  const { pathname, href } = router.state.location;
  if (pathname !== '/sign-in') void router.navigate({ to: '/sign-in', search: { next: href, ended: true } });
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
  interface StaticDataRouteOption {
    /** Key of the page's name in `common.json` under `menu`. */
    title?: string;
    /** The page fills the window and scrolls inside itself (grids, graphs). */
    full?: boolean;
  }
}
