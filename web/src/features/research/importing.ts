/** JSON files of ATLAS on their way in. */
import type { Json } from '@/features/research/api/cohorts';

/** What a file holds, or undefined where it is no JSON object. */
export function parsed(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

/** The name that the WebAPI has written beside the expression, else the file's. */
export function nameOf(json: Json, file: string): string {
  const given = typeof json.name === 'string' ? json.name.trim() : '';
  return (given || file.replace(/\.json$/i, '') || '-').slice(0, 200);
}
