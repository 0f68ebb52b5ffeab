import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '@/app/parents';

export interface ConceptSearch {
  q?: string;
  domain?: string;
  standard?: boolean;
  page?: number;
}

function validateSearch(search: Record<string, unknown>): ConceptSearch {
  return {
    // The router reads q=201826 as a number.
    q: ['string', 'number'].includes(typeof search.q)
      ? String(search.q).slice(0, 200) || undefined
      : undefined,
    domain: typeof search.domain === 'string' && search.domain !== '' ? search.domain : undefined,
    standard: search.standard === true || undefined,
    page: Number.isInteger(search.page) && Number(search.page) > 1 ? Number(search.page) : undefined,
  };
}

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/ontology',
  validateSearch,
  component: lazyRouteComponent(() => import('@/features/ontology/OntologyPage'), 'OntologyPage'),
});

const concept = createRoute({
  getParentRoute: () => shellRoute,
  path: '/ontology/$concept',
  validateSearch,
  component: lazyRouteComponent(() => import('@/features/ontology/OntologyPage'), 'OntologyPage'),
});

export const ontologyRoutes = [list, concept];
