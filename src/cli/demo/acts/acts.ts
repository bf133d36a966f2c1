/** The acts of the demo, in their order. */
import type { DemoAct } from './act.ts';
import { deployments } from './deployments/act.ts';
import { drift } from './drift/act.ts';
import { locks } from './locks.ts';
import { policy } from './policy.ts';
import { tokens } from './tokens/act.ts';

export const acts: readonly DemoAct[] = [tokens, policy, locks, deployments, drift];
