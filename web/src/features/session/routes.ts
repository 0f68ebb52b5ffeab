import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '@/app/parents';

interface Search {
  /** Address to go back to. */
  next?: string;
  /** The session ended while the person was working. */
  ended?: boolean;
  /** Who signed in is to say for which project they act. */
  choose?: boolean;
  /** The code with which an identity provider's sign-in failed, and the provider. */
  failed?: string;
  provider?: string;
}

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): Search => ({
    next: typeof search.next === 'string' && isOurs(search.next) ? search.next : undefined,
    choose: search.choose === true || undefined,
    ended: search.ended === true || undefined,
    failed: typeof search.failed === 'string' ? search.failed.slice(0, 40) : undefined,
    provider: typeof search.provider === 'string' ? search.provider.slice(0, 40) : undefined,
  }),
  component: lazyRouteComponent(() => import('@/features/session/SignInPage'), 'SignInPage'),
});

/** Only addresses of this site: `//elsewhere` and `https://elsewhere` would lead a person away. */
export function isOurs(address: string): boolean {
  return /^\/(?![/\\])/.test(address);
}
