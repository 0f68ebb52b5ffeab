import { queryOptions, useQuery } from '@tanstack/react-query';
import { requestHeaders } from '@/lib/api/client';
import { problemOf } from '@/lib/api/problem';

export interface Me {
  name: string;
  display_name: string;
  roles: string[];
  groups?: string[];
  language: string | null;
}

/** Sends one of the sign-in requests, whose bodies are small and the same everywhere. */
async function auth<Answer = { user: Me }>(
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<Answer | null> {
  const response = await fetch(`/api/auth/${path}`, {
    method,
    headers: { ...requestHeaders(method), ...(body ? { 'Content-Type': 'application/json' } : {}) },
    body: body ? JSON.stringify(body) : undefined,
  });
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw problemOf(answer, response.status);
  return answer;
}

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async () => (await auth('GET', 'me'))?.user ?? null,
  staleTime: 300_000,
});

/** Signs in, after changing the password to `newPassword` where one is given. */
export async function signIn(username: string, password: string, newPassword?: string): Promise<void> {
  await auth('POST', 'login', { username, password, new_password: newPassword });
}

/** Signs out; returns where the identity provider ends its own session, if one signed the person in. */
export async function signOut(): Promise<string | null> {
  return (await auth<{ redirect: string | null }>('POST', 'logout'))?.redirect ?? null;
}

/** The person signed in. Pages are shown only to such a person, so it is there. */
export function useMe(): Me {
  const { data } = useQuery(meQuery);
  return data ?? { name: '', display_name: '', roles: [], language: null };
}

export function useHasRole(...roles: string[]): boolean {
  return useMe().roles.some((role) => roles.includes(role));
}
