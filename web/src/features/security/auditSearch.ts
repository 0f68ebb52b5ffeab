import { getRouteApi } from '@tanstack/react-router';

const route = getRouteApi('/shell/security');

/** The audit's conditions in the address, as the API takes them. Days are those of Korea. */
export function useAuditConditions() {
  const { user, outcome, text, person, table, purpose, project, surface, action, since, until } =
    route.useSearch();
  return {
    user,
    outcome,
    text,
    person,
    table,
    purpose,
    project,
    surface,
    action,
    ...period(since, until),
  };
}

/** From the first moment of one day to the last of another, in Korea. */
export function period(since?: string, until?: string) {
  return {
    since: since && `${since}T00:00:00+09:00`,
    until: until && `${until}T23:59:59.999+09:00`,
  };
}
