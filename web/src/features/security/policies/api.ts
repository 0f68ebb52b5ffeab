import { queryOptions } from '@tanstack/react-query';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

export type PolicyVersion = components['schemas']['PolicyView'];
export type Definition = components['schemas']['Definition'];
export type Kind = Definition['effect']['kind'];

export const KINDS: Kind[] = ['grant', 'deny', 'plain', 'mask', 'hide', 'rows', 'concepts'];
export const STATES = ['force', 'waiting', 'rejected', 'later', 'ended'] as const;
export type State = (typeof STATES)[number];

export const policiesQuery = queryOptions({
  queryKey: ['policies'],
  queryFn: () => data(api.GET('/api/security/policies')),
});

export const historyQuery = (key: string) =>
  queryOptions({
    queryKey: ['policies', key],
    queryFn: () => data(api.GET('/api/security/policies/{key}/history', { params: { path: { key } } })),
  });

/** What a version says, as far as this platform can read it; undefined where it removes the policy or is unreadable. */
export function definitionOf({ body, readable }: PolicyVersion): Partial<Definition> | undefined {
  return body && readable ? (body as Partial<Definition>) : undefined;
}

/** Where the newest version of a policy stands on the day `today` (2026-11-27). */
export function stateOf(version: PolicyVersion, today: string): State {
  const { starts, ends } = definitionOf(version) ?? {};
  if (version.rejected_by) return 'rejected';
  if (ends && ends < today) return 'ended';
  if (!version.in_force) return 'waiting';
  return starts && starts > today ? 'later' : 'force';
}

/** Everything that a policy is about, as words. */
export function objectsOf(version: PolicyVersion): string[] {
  const { tags = [], tables = [], columns = [], concepts = [] } = definitionOf(version)?.objects ?? {};
  return [
    ...tags.map((tag) => `tag:${tag}`),
    ...tables,
    ...columns,
    ...concepts.map(({ id, descendants }) => `concept:${id}${descendants === false ? '!' : ''}`),
  ];
}

/** Everyone whom a policy names (nobody: everyone), or whom it spares, as words. */
export function subjectsOf(
  version: PolicyVersion,
  which: 'subjects' | 'unless' = 'subjects',
): { kind: SubjectKind; name: string }[] {
  const subjects = definitionOf(version)?.[which];
  return SUBJECTS.flatMap((kind) => (subjects?.[kind] ?? []).map((name) => ({ kind, name })));
}

export const SUBJECTS = ['roles', 'groups', 'projects', 'purposes', 'users'] as const;
export type SubjectKind = (typeof SUBJECTS)[number];
