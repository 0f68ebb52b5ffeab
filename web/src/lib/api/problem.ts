/** A refused or failed request, as the server describes it: code, what happened, what to do next. */
export class ApiError extends Error {
  override name = 'ApiError';

  constructor(
    readonly code: string,
    message: string,
    readonly next: string,
    readonly status: number,
  ) {
    super(message);
  }
}

/** Reads an error body; a body that is not ours (a proxy's page, an empty answer) becomes `http_<status>`. */
export function problemOf(body: unknown, status: number): ApiError {
  if (typeof body === 'object' && body !== null) {
    const { code, message, next } = body as Record<string, unknown>;
    if (typeof code === 'string' && typeof message === 'string') {
      return new ApiError(code, message, typeof next === 'string' ? next : '', status);
    }
  }
  return new ApiError(`http_${status}`, '', '', status);
}

export function isLoginRequired(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'login_required';
}

/** The session's project has ended, or the person is out of it: the server has let the session act for none. */
export function isProjectOver(error: unknown): boolean {
  return error instanceof ApiError && (error.code === 'project_not_open' || error.code === 'not_in_project');
}
