/** Joins the configured address, the API's path and a route, whichever slashes the user wrote (docs/wire.md#urls). */

/** `base` may end in slashes and hold a path; `endpoint` may have slashes around it; `path` starts with one. */
export function joinUrl(base: string, endpoint: string, path: string): string {
  const parts = [base.replace(/\/+$/, ''), endpoint.replace(/^\/+|\/+$/g, ''), path.replace(/^\/+/, '')];
  return parts.filter((part) => part !== '').join('/');
}
