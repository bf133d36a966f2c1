/**
 * A simulator in its own process, so that its work does not count as the server's. Controlled over the IPC channel:
 * receives a seed, answers with its addresses, then issues ID tokens and returns the journal.
 */

import { type Simulator, startSimulator } from '../../src/simulator/main.ts';
import { issueIdToken } from '../../src/simulator/oidc/issue.ts';
import type { WorldSeed } from '../../src/simulator/seed/seed-types.ts';
import type { WorldUrls } from '../../src/simulator/world/world.ts';

export type SimulatorRequest =
  | { readonly kind: 'start'; readonly seed: WorldSeed }
  | { readonly kind: 'issue'; readonly job: string; readonly count: number }
  | { readonly kind: 'take-journal' }
  | { readonly kind: 'stop' };

export interface StartedWorld {
  readonly urls: WorldUrls;
  readonly appId: number;
  readonly privateKey: string;
}

let simulator: Simulator | undefined;

async function start(seed: WorldSeed): Promise<StartedWorld> {
  simulator = await startSimulator({ seed });
  const [app] = simulator.world.apps.values();
  return { urls: simulator.urls, appId: app?.id ?? 0, privateKey: app?.privateKey ?? '' };
}

async function issue(name: string, count: number): Promise<string[]> {
  const job = simulator?.world.jobs.get(name);
  if (simulator === undefined || job === undefined) throw new Error(`the world has no job ${name}`);
  const { world } = simulator;
  return Promise.all(
    Array.from({ length: count }, () => issueIdToken(world, job, { audience: 'atmos-pro.com' })),
  );
}

/** Route ids of the requests to the API since the last time. */
function takeJournal(): string[] {
  const routes = simulator?.journal.entries().map(({ route }) => route) ?? [];
  simulator?.journal.clear();
  return routes.filter((route) => !route.startsWith('oidc/'));
}

async function answer(request: SimulatorRequest): Promise<unknown> {
  switch (request.kind) {
    case 'start':
      return start(request.seed);
    case 'issue':
      return issue(request.job, request.count);
    case 'take-journal':
      return takeJournal();
    case 'stop':
      await simulator?.stop();
      return undefined;
  }
}

process.on('message', (request: SimulatorRequest) => {
  void answer(request).then((value) =>
    process.send?.({ value }, undefined, undefined, () => request.kind === 'stop' && process.disconnect()),
  );
});
