/** Every operation that the simulator serves; git is served by the transports. */
import type { SimulatorRoute } from './handler.ts';
import { oidcRoutes } from './handlers/oidc.ts';

export const routes: readonly SimulatorRoute[] = [...oidcRoutes];
