/** The addresses at which tests visit each page, in the world of `startPageScene` with a lock of `prod/vpc`. */

export interface Visit {
  /** Pattern of the page. */
  readonly pattern: string;
  readonly path: string;
}

export const visits: readonly Visit[] = [
  { pattern: '/w', path: '/w' },
  { pattern: '/account', path: '/account' },
  { pattern: '/w/:workspace', path: '/w/ws_acme' },
  { pattern: '/w/:workspace/locks', path: '/w/ws_acme/locks' },
  { pattern: '/w/:workspace/locks/:repository/*', path: '/w/ws_acme/locks/1001/prod/vpc' },
  { pattern: '/w/:workspace/free/:repository/*', path: '/w/ws_acme/free/1001/prod/vpc' },
  { pattern: '/w/:workspace/audit', path: '/w/ws_acme/audit' },
  { pattern: '/w/:workspace/audit/:entry', path: '/w/ws_acme/audit/ENTRY' },
  { pattern: '/w/:workspace/access', path: '/w/ws_acme/access' },
  { pattern: '/w/:workspace/access/:repository', path: '/w/ws_acme/access/1002' },
  { pattern: '/w/:workspace/access/:repository/sources', path: '/w/ws_acme/access/1001/sources' },
  {
    pattern: '/w/:workspace/access/:repository/try',
    path: '/w/ws_acme/access/1002/try?repository=acme/infra&ref=refs/heads/feature',
  },
];

/** `entry`: the id of an entry of the workspace. */
export function placeVisits(entry: number): readonly Visit[] {
  return visits.map(({ pattern, path }) => ({ pattern, path: path.replace('ENTRY', String(entry)) }));
}
