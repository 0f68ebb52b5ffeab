import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '@/app/parents';

interface Search {
  /** Table whose rows by year the trend shows. */
  trend?: string;
}

const page = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  validateSearch: (search: Record<string, unknown>): Search => ({
    trend: typeof search.trend === 'string' ? search.trend : undefined,
  }),
  component: lazyRouteComponent(() => import('@/features/dashboard/DashboardPage'), 'DashboardPage'),
});

export const dashboardRoutes = [page];
