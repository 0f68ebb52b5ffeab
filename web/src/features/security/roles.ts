/** The platform's own roles, in the order in which people see them. */
export const ROLES = [
  'admin',
  'engineer',
  'steward',
  'researcher',
  'clinician',
  'analyst',
  'feasibility',
  'auditor',
] as const;
