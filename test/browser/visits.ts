/** The addresses at which tests visit each page, in the world of `startPageScene` with a lock of `prod/vpc`, the instances of `fillDrift` and a proposed policy. */

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
  { pattern: '/w/:workspace/batches', path: '/w/ws_acme/batches' },
  { pattern: '/w/:workspace/batches/:batch', path: '/w/ws_acme/batches/BATCH' },
  { pattern: '/w/:workspace/batches/:batch/release', path: '/w/ws_acme/batches/HELD/release' },
  { pattern: '/w/:workspace/batches/:batch/retry', path: '/w/ws_acme/batches/BATCH/retry' },
  { pattern: '/w/:workspace/runs', path: '/w/ws_acme/runs' },
  { pattern: '/w/:workspace/instances', path: '/w/ws_acme/instances' },
  { pattern: '/w/:workspace/instances/:repository/:stack/*', path: '/w/ws_acme/instances/1001/prod/net/vpc' },
  { pattern: '/w/:workspace/badge/:repository/:stack/*', path: '/w/ws_acme/badge/1001/prod/net/vpc' },
  { pattern: '/w/:workspace/remediate/:repository/:stack/*', path: '/w/ws_acme/remediate/1001/prod/net/vpc' },
  { pattern: '/w/:workspace/causes', path: '/w/ws_acme/causes' },
  { pattern: '/w/:workspace/causes/:cause', path: '/w/ws_acme/causes/CAUSE' },
  {
    pattern: '/w/:workspace/causes/:cause/remediate/:repository',
    path: '/w/ws_acme/causes/CAUSE/remediate/1001',
  },
  { pattern: '/w/:workspace/audit', path: '/w/ws_acme/audit' },
  { pattern: '/w/:workspace/audit/:entry', path: '/w/ws_acme/audit/ENTRY' },
  { pattern: '/w/:workspace/access', path: '/w/ws_acme/access' },
  { pattern: '/w/:workspace/access/:repository', path: '/w/ws_acme/access/1002' },
  { pattern: '/w/:workspace/access/:repository/sources', path: '/w/ws_acme/access/1001/sources' },
  {
    pattern: '/w/:workspace/access/:repository/try',
    path: '/w/ws_acme/access/1002/try?repository=acme/infra&ref=refs/heads/feature',
  },
  {
    pattern: '/w/:workspace/access/:repository/draft',
    path: '/w/ws_acme/access/1002/draft?policy=new&repository=acme/infra&branch=main',
  },
  {
    pattern: '/w/:workspace/access/:repository/propose',
    path: '/w/ws_acme/access/1002/propose?policy=default&repository=acme/app&branch=main',
  },
  {
    pattern: '/w/:workspace/access/:repository/proposals/:number',
    path: '/w/ws_acme/access/1002/proposals/1',
  },
  { pattern: '/w/:workspace/tokens', path: '/w/ws_acme/tokens' },
  { pattern: '/w/:workspace/tokens/github/:token/revoke', path: '/w/ws_acme/tokens/github/TOKEN/revoke' },
  { pattern: '/w/:workspace/tokens/sessions/:session', path: '/w/ws_acme/tokens/sessions/SESSION' },
  { pattern: '/w/:workspace/tokens/people/:person', path: '/w/ws_acme/tokens/people/501' },
  { pattern: '/w/:workspace/health', path: '/w/ws_acme/health' },
  { pattern: '/w/:workspace/health/test-delivery', path: '/w/ws_acme/health/test-delivery' },
  { pattern: '/w/:workspace/settings', path: '/w/ws_acme/settings' },
];

/** Ids in the workspace: an entry of its audit log, a batch in which deployments failed, and one that is held. */
interface VisitedIds {
  readonly entry: number;
  readonly batch: number;
  readonly held: number;
  /** With more deployments than are drawn one by one. */
  readonly large: number;
  /** The cause of `fillDrift`. */
  readonly cause: string;
  /** SHA-256 of a token that can be revoked. */
  readonly token: string;
  /** Name of a session of the person who visits. */
  readonly session: string;
}

/** Other views of pages, at the same patterns. */
const views: readonly Visit[] = [
  { pattern: '/w/:workspace/batches/:batch', path: '/w/ws_acme/batches/BATCH?view=waterfall' },
  { pattern: '/w/:workspace/batches/:batch', path: '/w/ws_acme/batches/LARGE' },
  { pattern: '/w/:workspace/batches/:batch', path: '/w/ws_acme/batches/LARGE?stack=stack-1' },
];

export function placeVisits({
  entry,
  batch,
  held,
  large,
  session,
  token,
  cause,
}: VisitedIds): readonly Visit[] {
  return [...visits, ...views].map(({ pattern, path }) => ({
    pattern,
    path: path
      .replace('ENTRY', String(entry))
      .replace('BATCH', String(batch))
      .replace('HELD', String(held))
      .replace('LARGE', String(large))
      .replace('SESSION', session)
      .replace('TOKEN', token)
      .replace('CAUSE', cause),
  }));
}
