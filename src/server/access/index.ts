/** Access: identifies callers, admits them, audits denials, and tells a run what it may do. */

import type { ServerConfig } from '../config/config.ts';
import { createAdminTokens } from './admin-tokens.ts';
import type { Feature } from './feature.ts';
import { createRegisterRoute, type RegisterPorts, type RegisterRoute } from './register-route.ts';
import { registerPermissionRoutes } from './routes.ts';
import type { SessionCounts } from './session-count-table.ts';

export interface AccessPorts extends Omit<RegisterPorts, 'admins' | 'config'> {
  readonly config: Pick<ServerConfig, 'workspaces' | 'adminTokens'>;
  readonly sessionCounts: Pick<SessionCounts, 'forgetExpired'>;
}

export interface Access extends Feature {
  /** Puts a route onto the app behind the admission. */
  readonly register: RegisterRoute;
}

export function createAccess(ports: AccessPorts): Access {
  return {
    register: createRegisterRoute({ ...ports, admins: createAdminTokens(ports.config) }),
    routes: (app, register) => registerPermissionRoutes(app, register, ports),
    upkeep: [{ forgets: 'session_counts', run: () => ports.sessionCounts.forgetExpired() }],
  };
}
