import { queryOptions } from '@tanstack/react-query';
import { api, data, requestHeaders } from '@/lib/api/client';
import { problemOf } from '@/lib/api/problem';
import type { components } from '@/lib/api/schema';

export type Started = components['schemas']['Started'];
export type Uploaded = components['schemas']['Uploaded'];
export type Source = { path: string } | { upload: string };

export const startRun = (asked: Source & { incremental: boolean; synthetic: boolean }) =>
  data(api.POST('/api/etl/runs', { body: asked }));

/** How far a start has come; asked until the run has begun or the job has ended. */
export const startQuery = (job: number) =>
  queryOptions({
    queryKey: ['etl', 'start', job],
    queryFn: () => data(api.GET('/api/etl/starts/{job}', { params: { path: { job } } })),
    refetchInterval: (query) => (query.state.data?.run || query.state.data?.error ? false : 400),
    gcTime: 0,
  });

/** Sends a zip as it is read from disk; `onProgress` gets the share that has left. */
export function upload(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Uploaded> {
  // Not fetch: it cannot tell how much of a body has been sent.
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/etl/uploads');
    for (const [name, value] of Object.entries(requestHeaders('POST'))) request.setRequestHeader(name, value);
    request.responseType = 'json';
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () =>
      request.status < 300 ? resolve(request.response) : reject(problemOf(request.response, request.status));
    request.onerror = () => reject(new TypeError('upload'));
    request.onabort = () => reject(new DOMException('cancelled', 'AbortError'));
    signal.addEventListener('abort', () => request.abort());
    const form = new FormData();
    form.append('file', file);
    request.send(form);
  });
}
