import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '@/app/parents';

const page = createRoute({
  getParentRoute: () => shellRoute,
  path: '/ontology',
  component: lazyRouteComponent(() => import('@/features/ontology/OntologyPage'), 'OntologyPage'),
});

export const ontologyRoutes = [page];
