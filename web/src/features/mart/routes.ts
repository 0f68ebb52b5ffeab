import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '@/app/parents';
import { martSearch, tableSearch } from '@/features/mart/search';

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/mart',
  validateSearch: martSearch,
  component: lazyRouteComponent(() => import('@/features/mart/pages/MartPage'), 'MartPage'),
});

const table = createRoute({
  getParentRoute: () => shellRoute,
  path: '/mart/$table',
  validateSearch: tableSearch,
  component: lazyRouteComponent(() => import('@/features/mart/pages/TablePage'), 'TablePage'),
});

export const martRoutes = [list, table];
