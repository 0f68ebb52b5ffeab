import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '@/app/parents';

export const TABS = [
  'account',
  'projects',
  'requests',
  'notices',
  'emergency',
  'users',
  'groups',
  'limits',
  'policies',
  'posture',
  'access',
  'audit',
  'seen',
] as const;
export type Tab = (typeof TABS)[number];

interface Search {
  tab?: Tab;
  /** What to ask access for, by its object's name; empty: not chosen yet. Of policies: the columns of a new one. */
  want?: string;
  /** Conditions on the audit log. `person` is a person_id, also of whom "who has seen" tells. */
  user?: string;
  outcome?: string;
  text?: string;
  person?: number;
  table?: string;
  purpose?: string;
  project?: string;
  surface?: string;
  action?: string;
  /** Days, as 2026-11-26, in Korea's time. */
  since?: string;
  until?: string;
}

function words(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, 200) : undefined;
}

function day(value: unknown): string | undefined {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined;
}

const page = createRoute({
  getParentRoute: () => shellRoute,
  path: '/security',
  validateSearch: (search: Record<string, unknown>): Search => ({
    tab: TABS.find((tab) => tab === search.tab),
    want: typeof search.want === 'string' ? search.want.slice(0, 2000) : undefined,
    user: words(search.user),
    outcome: words(search.outcome),
    text: words(search.text),
    person: Number.isSafeInteger(search.person) ? (search.person as number) : undefined,
    table: words(search.table),
    purpose: words(search.purpose),
    project: words(search.project),
    surface: words(search.surface),
    action: words(search.action),
    since: day(search.since),
    until: day(search.until),
  }),
  component: lazyRouteComponent(() => import('@/features/security/SecurityPage'), 'SecurityPage'),
});

export const securityRoutes = [page];
