/** The addresses of the pages, stated once for links, routes and redirects. */
import { below, type Href, path, withQuery } from './html.ts';

/** What a lock is known by, also when it is granted again. */
export interface LockPlace {
  readonly repositoryId: string;
  /** `stack/component` */
  readonly path: string;
}

/** What an instance is known by. */
export interface PlacedInstance {
  readonly repositoryId: string;
  readonly stack: string;
  readonly component: string;
  readonly componentType: string;
}

/** Patterns of the routes. */
export const pagePatterns = {
  home: '/',
  workspaces: '/w',
  account: '/account',
  signIn: '/sign-in',
  signOut: '/sign-out',
  overview: '/w/:workspace',
  locks: '/w/:workspace/locks',
  lock: '/w/:workspace/locks/:repository/*',
  freeLock: '/w/:workspace/free/:repository/*',
  batches: '/w/:workspace/batches',
  batch: '/w/:workspace/batches/:batch',
  releaseBatch: '/w/:workspace/batches/:batch/release',
  retryBatch: '/w/:workspace/batches/:batch/retry',
  runs: '/w/:workspace/runs',
  instances: '/w/:workspace/instances',
  instance: '/w/:workspace/instances/:repository/:stack/*',
  remediate: '/w/:workspace/remediate/:repository/:stack/*',
  createBadge: '/w/:workspace/badge/:repository/:stack/*',
  causes: '/w/:workspace/causes',
  cause: '/w/:workspace/causes/:cause',
  remediateCause: '/w/:workspace/causes/:cause/remediate/:repository',
  audit: '/w/:workspace/audit',
  auditEntry: '/w/:workspace/audit/:entry',
  access: '/w/:workspace/access',
  accessSource: '/w/:workspace/access/:repository',
  accessCaller: '/w/:workspace/access/:repository/sources',
  tryJob: '/w/:workspace/access/:repository/try',
  draftPolicy: '/w/:workspace/access/:repository/draft',
  proposePolicy: '/w/:workspace/access/:repository/propose',
  proposedPolicy: '/w/:workspace/access/:repository/proposals/:number',
  health: '/w/:workspace/health',
  testDelivery: '/w/:workspace/health/test-delivery',
  settings: '/w/:workspace/settings',
  tokens: '/w/:workspace/tokens',
  revokeToken: '/w/:workspace/tokens/github/:token/revoke',
  endOwnSession: '/w/:workspace/tokens/sessions/:session',
  endSessions: '/w/:workspace/tokens/people/:person',
  events: '/w/:workspace/events',
} as const;

export function overviewPath(workspaceId: string): Href {
  return path`/w/${workspaceId}`;
}

export function locksPath(workspaceId: string): Href {
  return path`/w/${workspaceId}/locks`;
}

export function lockPath(workspaceId: string, lock: LockPlace): Href {
  return below(path`/w/${workspaceId}/locks/${lock.repositoryId}`, lock.path);
}

export function freeLockPath(workspaceId: string, lock: LockPlace): Href {
  return below(path`/w/${workspaceId}/free/${lock.repositoryId}`, lock.path);
}

export function batchesPath(workspaceId: string): Href {
  return path`/w/${workspaceId}/batches`;
}

export function batchPath(workspaceId: string, id: number): Href {
  return path`/w/${workspaceId}/batches/${id}`;
}

export function releaseBatchPath(workspaceId: string, id: number): Href {
  return path`/w/${workspaceId}/batches/${id}/release`;
}

/** `deployment`: number of the only one that is retried. */
export function retryBatchPath(workspaceId: string, id: number, deployment?: number): Href {
  const base = path`/w/${workspaceId}/batches/${id}/retry`;
  return withQuery(base, { deployment: deployment === undefined ? undefined : String(deployment) });
}

export function runsPath(workspaceId: string): Href {
  return path`/w/${workspaceId}/runs`;
}

export function instancesPath(workspaceId: string): Href {
  return path`/w/${workspaceId}/instances`;
}

/** The type that nearly all have is left out. */
function withType(base: Href, { componentType }: PlacedInstance): Href {
  return withQuery(base, { type: componentType === 'terraform' ? undefined : componentType });
}

export function instancePath(workspaceId: string, place: PlacedInstance): Href {
  const base = path`/w/${workspaceId}/instances/${place.repositoryId}/${place.stack}`;
  return withType(below(base, place.component), place);
}

export function remediatePath(workspaceId: string, place: PlacedInstance): Href {
  const base = path`/w/${workspaceId}/remediate/${place.repositoryId}/${place.stack}`;
  return withType(below(base, place.component), place);
}

export function createBadgePath(workspaceId: string, place: PlacedInstance): Href {
  const base = path`/w/${workspaceId}/badge/${place.repositoryId}/${place.stack}`;
  return withType(below(base, place.component), place);
}

export function causesPath(workspaceId: string): Href {
  return path`/w/${workspaceId}/causes`;
}

export function causePath(workspaceId: string, id: string): Href {
  return path`/w/${workspaceId}/causes/${id}`;
}

export function remediateCausePath(workspaceId: string, id: string, repositoryId: string): Href {
  return path`/w/${workspaceId}/causes/${id}/remediate/${repositoryId}`;
}

export function auditPath(workspaceId: string): Href {
  return path`/w/${workspaceId}/audit`;
}

export function auditEntryPath(workspaceId: string, id: number): Href {
  return path`/w/${workspaceId}/audit/${id}`;
}

export function accessPath(workspaceId: string): Href {
  return path`/w/${workspaceId}/access`;
}

export function accessSourcePath(workspaceId: string, repositoryId: string): Href {
  return path`/w/${workspaceId}/access/${repositoryId}`;
}

export function accessCallerPath(workspaceId: string, repositoryId: string): Href {
  return path`/w/${workspaceId}/access/${repositoryId}/sources`;
}

export function tryJobPath(workspaceId: string, repositoryId: string): Href {
  return path`/w/${workspaceId}/access/${repositoryId}/try`;
}

export function tokensPath(workspaceId: string): Href {
  return path`/w/${workspaceId}/tokens`;
}

/** `sha256`: of the token. */
export function revokeTokenPath(workspaceId: string, sha256: string): Href {
  return path`/w/${workspaceId}/tokens/github/${sha256}/revoke`;
}

export function endOwnSessionPath(workspaceId: string, session: string): Href {
  return path`/w/${workspaceId}/tokens/sessions/${session}`;
}

export function endSessionsPath(workspaceId: string, personId: string): Href {
  return path`/w/${workspaceId}/tokens/people/${personId}`;
}

export function healthPath(workspaceId: string): Href {
  return path`/w/${workspaceId}/health`;
}

/** What GitHub was asked to deliver again: its GUID, and the id of the last attempt before. */
interface AskedDelivery {
  readonly guid: string;
  readonly after: string;
}

/** `asked`: with what came of it. */
export function testDeliveryPath(workspaceId: string, asked?: AskedDelivery): Href {
  return withQuery(path`/w/${workspaceId}/health/test-delivery`, { ...asked });
}

export function settingsPagePath(workspaceId: string): Href {
  return path`/w/${workspaceId}/settings`;
}

export function draftPolicyPath(workspaceId: string, repositoryId: string): Href {
  return path`/w/${workspaceId}/access/${repositoryId}/draft`;
}

/** `fields`: those of the draft. */
export function proposePolicyPath(
  workspaceId: string,
  repositoryId: string,
  fields: Readonly<Record<string, string | undefined>>,
): Href {
  return withQuery(path`/w/${workspaceId}/access/${repositoryId}/propose`, fields);
}

export function proposedPolicyPath(workspaceId: string, repositoryId: string, number: number): Href {
  return path`/w/${workspaceId}/access/${repositoryId}/proposals/${number}`;
}
