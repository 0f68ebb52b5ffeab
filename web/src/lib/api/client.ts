/** The one client of the server. Types come from its OpenAPI document (`make api`). */
import createClient, { type Middleware } from 'openapi-fetch';
import { problemOf } from '@/lib/api/problem';
import type { paths } from '@/lib/api/schema';
import { currentLanguage } from '@/lib/i18n/language';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export function cookie(name: string): string | undefined {
  const found = document.cookie.split('; ').find((part) => part.startsWith(`${name}=`));
  return found && decodeURIComponent(found.slice(name.length + 1));
}

/** What every request carries, also those that do not go through `api` (uploads, downloads). */
export function requestHeaders(method: string): Record<string, string> {
  const headers: Record<string, string> = { 'Accept-Language': currentLanguage() };
  const token = SAFE.has(method.toUpperCase()) ? undefined : cookie('asan_csrf');
  if (token) headers['X-CSRF-Token'] = token;
  return headers;
}

const speak: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(requestHeaders(request.method)))
      request.headers.set(name, value);
    return request;
  },
  async onResponse({ response }) {
    if (response.ok) return undefined;
    const body: unknown = await response.json().catch(() => null);
    throw problemOf(body, response.status);
  },
};

export const api = createClient<paths>({ baseUrl: '', fetch: (request) => globalThis.fetch(request) });
api.use(speak);

/** The body of an answer; errors were thrown as ApiError before. */
export async function data<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T;
}
