/** Every operation that the simulator knows. */
import type { SimulatorRoute } from './handler.ts';
import { oidcRoutes } from './handlers/oidc.ts';

export const simulatorRoutes: readonly SimulatorRoute[] = [...oidcRoutes];
