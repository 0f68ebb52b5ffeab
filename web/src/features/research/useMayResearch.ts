import { useHasRole } from '@/lib/session/me';

/** Whether the person may work with cohorts: everyone but an auditor, who has no patients to ask about. */
export function useMayResearch(): boolean {
  return useHasRole('admin', 'steward', 'researcher', 'clinician', 'analyst', 'engineer', 'feasibility');
}
