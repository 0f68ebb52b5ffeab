import type { components } from '@/lib/api/schema';

export type Limits = components['schemas']['Limits'];
export type Limit = keyof Limits;

/** The limits in the order in which people see them. */
export const LIMITS = ['rows', 'seconds', 'memory_megabytes', 'questions', 'export_megabytes'] as const;

/** The least that each can be set to, as the server has it. */
export const LEAST: Record<Limit, number> = {
  rows: 1,
  seconds: 1,
  memory_megabytes: 100,
  questions: 1,
  export_megabytes: 1,
};

export const KINDS = ['everyone', 'role', 'group', 'user'] as const;
export type Kind = (typeof KINDS)[number];

/** `role:researcher` as kind and name; `everyone` has no name. */
export function holderParts(holder: string): { kind: Kind; name: string } {
  const at = holder.indexOf(':');
  const word = at < 0 ? holder : holder.slice(0, at);
  return {
    kind: KINDS.find((kind) => kind === word) ?? 'everyone',
    name: at < 0 ? '' : holder.slice(at + 1),
  };
}

export function holderOf(kind: Kind, name: string | undefined): string {
  return kind === 'everyone' ? kind : `${kind}:${name ?? ''}`;
}
