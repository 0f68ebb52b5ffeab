import { queryOptions, useQuery } from '@tanstack/react-query';
import { requestHeaders } from '@/lib/api/client';
import { isProjectOver, problemOf } from '@/lib/api/problem';
import type { components } from '@/lib/api/schema';

export type Project = components['schemas']['ProjectChoice'];
export type Emergency = components['schemas']['Emergency'];

export interface Me {
  name: string;
  display_name: string;
  roles: string[];
  groups?: string[];
  language: string | null;
  /** What this session acts for, and what it may act for. */
  project: Project | null;
  projects: Project[];
  /** The one patient whose records an emergency has opened here, in place of a project. */
  emergency: Emergency | null;
}

type Acting = 'project' | 'projects' | 'emergency';
type Answer = Pick<Me, Acting> & { user: Omit<Me, Acting> };

/** Sends one of the sign-in requests, whose bodies are small and the same everywhere. */
async function auth<Body = Answer>(
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: object,
): Promise<Body | null> {
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
  queryFn: async (): Promise<Me | null> => {
    const answer = await auth('GET', 'me');
    if (!answer) return null;
    const { user, project, projects, emergency } = answer;
    return { ...user, project, projects, emergency };
  },
  staleTime: 300_000,
  // Whose project is over acts for none from the next question on.
  retry: (count, error) => isProjectOver(error) && count < 1,
});

/** Signs in, after changing the password to `newPassword` where one is given. */
export async function signIn(username: string, password: string, newPassword?: string): Promise<void> {
  await auth('POST', 'login', { username, password, new_password: newPassword });
}

/** Signs out; returns where the identity provider ends its own session, if one signed the person in. */
export async function signOut(): Promise<string | null> {
  return (await auth<{ redirect: string | null }>('POST', 'logout'))?.redirect ?? null;
}

const NOBODY: Me = {
  name: '',
  display_name: '',
  roles: [],
  language: null,
  project: null,
  projects: [],
  emergency: null,
};

/** Lets this session act for a project from now on; null: for none. */
export async function chooseProject(project: string | null): Promise<void> {
  await auth('PUT', 'project', { project });
}

/** The person signed in. Pages are shown only to such a person, so it is there. */
export function useMe(): Me {
  const { data } = useQuery(meQuery);
  return data ?? NOBODY;
}

export function useHasRole(...roles: string[]): boolean {
  return useMe().roles.some((role) => roles.includes(role));
}
