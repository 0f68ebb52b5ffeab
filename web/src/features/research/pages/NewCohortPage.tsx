import { CohortEditor } from '@/features/research/pages/CohortEditor';

export function NewCohortPage() {
  return <CohortEditor tab="definition" />;
}
