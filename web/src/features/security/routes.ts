import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '@/app/parents';

export const TABS = ['account', 'users', 'groups', 'access', 'audit'] as const;
export type Tab = (typeof TABS)[number];

interface Search {
  tab?: Tab;
  /** Conditions on the audit log. */
  user?: string;
  outcome?: string;
  text?: string;
}

function words(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, 200) : undefined;
}

const page = createRoute({
  getParentRoute: () => shellRoute,
  path: '/security',
  validateSearch: (search: Record<string, unknown>): Search => ({
    tab: TABS.find((tab) => tab === search.tab),
    user: words(search.user),
    outcome: words(search.outcome),
    text: words(search.text),
  }),
  component: lazyRouteComponent(() => import('@/features/security/SecurityPage'), 'SecurityPage'),
});

export const securityRoutes = [page];
