/** Every operation that the simulator serves; git is served by the transports. */
import type { SimulatorRoute } from './handler.ts';
import { accessTokenRoutes } from './handlers/access-tokens.ts';
import { appRoutes } from './handlers/apps.ts';
import { oidcRoutes } from './handlers/oidc.ts';

export const routes: readonly SimulatorRoute[] = [...oidcRoutes, ...appRoutes, ...accessTokenRoutes];
