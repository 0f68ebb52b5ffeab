import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '@/app/parents';
import { etlSearch, lineageSearch, runSearch } from '@/features/etl/search';

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/etl',
  validateSearch: etlSearch,
  component: lazyRouteComponent(() => import('@/features/etl/pages/EtlPage'), 'EtlPage'),
});

const run = createRoute({
  getParentRoute: () => shellRoute,
  path: '/etl/runs/$run',
  validateSearch: runSearch,
  component: lazyRouteComponent(() => import('@/features/etl/pages/RunPage'), 'RunPage'),
});

const lineage = createRoute({
  getParentRoute: () => shellRoute,
  path: '/etl/lineage',
  validateSearch: lineageSearch,
  component: lazyRouteComponent(() => import('@/features/etl/pages/LineagePage'), 'LineagePage'),
});

export const etlRoutes = [list, run, lineage];
