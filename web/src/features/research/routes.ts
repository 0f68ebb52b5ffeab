import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '@/app/parents';
import { analysisSearch } from '@/features/research/analysis/search';
import { setSearch } from '@/features/research/conceptSets/search';
import { cohortSearch } from '@/features/research/search';

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/research',
  component: lazyRouteComponent(() => import('@/features/research/pages/CohortsPage'), 'CohortsPage'),
});

const fresh = createRoute({
  getParentRoute: () => shellRoute,
  path: '/research/new',
  component: lazyRouteComponent(() => import('@/features/research/pages/NewCohortPage'), 'NewCohortPage'),
});

const cohort = createRoute({
  getParentRoute: () => shellRoute,
  path: '/research/$cohort',
  validateSearch: cohortSearch,
  component: lazyRouteComponent(() => import('@/features/research/pages/CohortPage'), 'CohortPage'),
});

const analysis = createRoute({
  getParentRoute: () => shellRoute,
  path: '/research/analysis',
  validateSearch: analysisSearch,
  component: lazyRouteComponent(() => import('@/features/research/analysis/AnalysisPage'), 'AnalysisPage'),
});

const conceptSets = createRoute({
  getParentRoute: () => shellRoute,
  path: '/research/concept-sets',
  component: lazyRouteComponent(
    () => import('@/features/research/conceptSets/ConceptSetsPage'),
    'ConceptSetsPage',
  ),
});

const conceptSet = createRoute({
  getParentRoute: () => shellRoute,
  path: '/research/concept-sets/$set',
  validateSearch: setSearch,
  component: lazyRouteComponent(
    () => import('@/features/research/conceptSets/ConceptSetPage'),
    'ConceptSetPage',
  ),
});

export const researchRoutes = [list, fresh, analysis, conceptSets, conceptSet, cohort];
