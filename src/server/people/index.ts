/** People: how they sign in with GitHub, their sessions, and their roles. Without a client secret they cannot. */
import type { Clock, Logger } from '../../base/ports.ts';
import { webCallbackPath } from '../../github/app-permissions.ts';
import type { GitHubClient } from '../../github/client.ts';
import { createUserSignIn } from '../../github/user-sign-in.ts';
import type { Feature } from '../access/feature.ts';
import type { AuditLog } from '../audit/store.ts';
import type { ServerConfig } from '../config/config.ts';
import type { MeasureStore } from '../database/measure.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { InstallationIndex } from '../repositories/installation-index.ts';
import type { TokenMinter } from '../repositories/token-minter.ts';
import { createMemberLists } from './member-lists.ts';
import { createPeopleRoles, type PeopleRoles } from './people-roles.ts';
import { createSessionDesk, type SessionDesk } from './session-desk.ts';
import { createWebSessionReads } from './session-reads.ts';
import { createNameBindings, createWebSessionStore } from './session-table.ts';
import { createPeopleDoor, type PeopleDoor, type SignInDoorPorts } from './sign-in.ts';

export { buildPersonEntry, describePerson } from './person-audit.ts';
export { homePath } from './return-path.ts';
export type { SessionUser, WebPerson } from './session-table.ts';
export type { SignedIn, SignInProblem } from './sign-in.ts';

export interface PeoplePorts {
  readonly config: Pick<ServerConfig, 'publicUrl' | 'workspaces' | 'github' | 'dashboard'>;
  readonly database: OpenedDatabase;
  readonly measure: MeasureStore;
  readonly client: GitHubClient;
  readonly installations: InstallationIndex;
  readonly minter: Pick<TokenMinter, 'mintOwn'>;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly notes: SignInDoorPorts['notes'];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly githubFetch?: typeof globalThis.fetch | undefined;
}

/** What pages ask about people. */
export type PeopleAccess = PeopleDoor &
  SessionDesk &
  Pick<PeopleRoles, 'roleIn' | 'rolesOf' | 'explainEntries'>;

export interface People extends Feature {
  /** `undefined`: people cannot sign in. */
  readonly access: PeopleAccess | undefined;
}

export function createPeopleFeature(ports: PeoplePorts): People {
  const { config, clock, measure, githubFetch = globalThis.fetch } = ports;
  const { dashboard, publicUrl, github } = config;
  const sessions = measure('webSessions', createWebSessionStore(ports.database));
  const upkeep: Feature['upkeep'] = [{ forgets: 'web_sessions', run: () => sessions.forgetExpired() }];
  if (dashboard === undefined) return { access: undefined, upkeep };
  const bindings = measure('nameBindings', createNameBindings(ports.database));
  const members = createMemberLists({ ...ports, bindings });
  const roles = createPeopleRoles({ config, members, bindings });
  const signIn = createUserSignIn(
    {
      ...{ ...github, ...dashboard, userAgent: 'atmos-pro' },
      callbackUrl: `${publicUrl}${webCallbackPath}`,
    },
    { fetch: githubFetch, now: () => clock.now(), logger: ports.logger },
  );
  const door = createPeopleDoor({ ...ports, publicUrl, signIn, sessions, roles });
  const reads = measure('webSessions', createWebSessionReads(ports.database));
  const desk = createSessionDesk({ reads, sessions, roles, config });
  const { roleIn, rolesOf, explainEntries } = roles;
  return { access: { ...door, ...desk, roleIn, rolesOf, explainEntries }, upkeep };
}
