import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '@/app/parents';
import { analysisSearch } from '@/features/research/analysis/search';
import { chartSearch } from '@/features/research/chart/search';
import { setSearch } from '@/features/research/conceptSets/search';
import { feasibilitySearch } from '@/features/research/feasibility/search';
import { reviewingSearch, reviewSearch, reviewsSearch } from '@/features/research/review/search';
import { cohortSearch } from '@/features/research/search';
import { studiesSearch } from '@/features/research/studies/search';

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

const charts = createRoute({
  getParentRoute: () => shellRoute,
  path: '/research/charts',
  component: lazyRouteComponent(() => import('@/features/research/chart/ChartStartPage'), 'ChartStartPage'),
});

const chart = createRoute({
  getParentRoute: () => shellRoute,
  path: '/research/charts/$subject',
  validateSearch: chartSearch,
  component: lazyRouteComponent(() => import('@/features/research/chart/ChartPage'), 'ChartPage'),
});

const reviews = createRoute({
  getParentRoute: () => shellRoute,
  path: '/research/reviews',
  validateSearch: reviewsSearch,
  component: lazyRouteComponent(() => import('@/features/research/review/ReviewsPage'), 'ReviewsPage'),
});

const newReview = createRoute({
  getParentRoute: () => shellRoute,
  path: '/research/reviews/new',
  validateSearch: reviewsSearch,
  component: lazyRouteComponent(() => import('@/features/research/review/NewReviewPage'), 'NewReviewPage'),
});

const review = createRoute({
  getParentRoute: () => shellRoute,
  path: '/research/reviews/$review',
  validateSearch: reviewSearch,
  component: lazyRouteComponent(() => import('@/features/research/review/ReviewPage'), 'ReviewPage'),
});

const reviewing = createRoute({
  getParentRoute: () => shellRoute,
  path: '/research/reviews/$review/$position',
  validateSearch: reviewingSearch,
  component: lazyRouteComponent(() => import('@/features/research/review/ReviewingPage'), 'ReviewingPage'),
});

const feasibility = createRoute({
  getParentRoute: () => shellRoute,
  path: '/research/feasibility',
  validateSearch: feasibilitySearch,
  component: lazyRouteComponent(
    () => import('@/features/research/feasibility/FeasibilityPage'),
    'FeasibilityPage',
  ),
});

const studies = createRoute({
  getParentRoute: () => shellRoute,
  path: '/research/studies',
  validateSearch: studiesSearch,
  component: lazyRouteComponent(() => import('@/features/research/studies/StudiesPage'), 'StudiesPage'),
});

const study = createRoute({
  getParentRoute: () => shellRoute,
  path: '/research/studies/$job',
  component: lazyRouteComponent(() => import('@/features/research/studies/StudyPage'), 'StudyPage'),
});

export const researchRoutes = [
  list,
  fresh,
  feasibility,
  studies,
  study,
  analysis,
  conceptSets,
  conceptSet,
  charts,
  chart,
  reviews,
  newReview,
  review,
  reviewing,
  cohort,
];
