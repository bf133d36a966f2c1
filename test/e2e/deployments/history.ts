/** Histories: what people, GitHub and the server's host do to a scene, one event after the other. */
import fc from 'fast-check';
import type { FaultRule } from '../../../src/simulator/transports/faults.ts';
import { type HookRule, hookModes } from '../../../src/simulator/world/webhooks.ts';
import { type Component, threeComponents } from './items.ts';
import type { DeploymentsScene } from './scene.ts';

/** Pull requests are named by the order in which they are opened, from 1. */
export type HistoryEvent =
  /** A new commit on the branch of the pull request, which is opened with the first. */
  | { readonly do: 'push'; readonly pull: number }
  /** By its uploading workflow; an earlier or the same list again. */
  | { readonly do: 'upload'; readonly pull: number; readonly graph: number }
  | { readonly do: 'merge' | 'close' | 'reopen' | 'label'; readonly pull: number }
  /** Runs of these components fail from now on. */
  | { readonly do: 'break'; readonly components: string }
  /** A person ticks the first box of the comment. */
  | { readonly do: 'tick'; readonly pull: number; readonly login: string }
  /** GitHub treats deliveries in some way. */
  | { readonly do: 'hooks'; readonly mode: HookRule['mode']; readonly times: number }
  /** GitHub fails. */
  | {
      readonly do: 'fault';
      readonly route: string;
      readonly kind: FaultRule['fault']['kind'];
      readonly skip: number;
    }
  | { readonly do: 'stop' | 'start' }
  | { readonly do: 'pass'; readonly seconds: number };

const [vpc, eks, dns] = threeComponents as readonly [Component, Component, Component];
/** Lists of affected components: chains, a fork, one alone, none. */
const graphs: readonly (readonly Component[])[] = [
  threeComponents,
  [vpc, { ...eks, dependents: [2] }, { ...dns, dependents: [] }],
  [{ ...vpc, dependents: [1, 2] }, eks, dns],
  [{ ...vpc, dependents: [] }],
  [],
];

/** Until the job of a new run works, in milliseconds. */
const jobStartMs = 1_500;
const pulls = fc.integer({ min: 1, max: 2 });
const dispatchRoute = 'actions/create-workflow-dispatch';
const lateModes = hookModes.filter((mode) => mode !== 'lose' && mode !== 'pass');

/** Uploads and time are likely: a history without them starts nothing. */
export const historyEvents: fc.Arbitrary<HistoryEvent> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('push' as const), pull: pulls }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('upload' as const),
      pull: pulls,
      graph: fc.nat(graphs.length - 1),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('merge' as const), pull: pulls }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('close' as const, 'reopen' as const, 'label' as const),
      pull: pulls,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('break' as const),
      components: fc.constantFrom('-', 'vpc', 'eks vpc', 'dns'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('tick' as const),
      pull: pulls,
      login: fc.constantFrom('alice', 'mallory'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('hooks' as const),
      mode: fc.constantFrom(...lateModes),
      times: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      route: fc.constantFrom(dispatchRoute, dispatchRoute, 'checks', 'issues', 'repos', 'actions'),
      kind: fc.constantFrom(
        'status' as const,
        'status-after' as const,
        'cut-before' as const,
        'cut-after' as const,
      ),
      skip: fc.nat(3),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('stop' as const, 'start' as const) }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('pass' as const), seconds: fc.constantFrom(1, 5, 15, 40) }),
  },
);

const branchOf = (pull: number) => `feature-${pull}`;

/** As far as GitHub lets the person. */
async function tryAct(scene: DeploymentsScene, login: string, what: string, fields: object): Promise<void> {
  try {
    await scene.act(login, what, fields);
  } catch (error) {
    // GitHub refuses, for instance to merge what is closed.
    if (!(error instanceof Error) || error.constructor.name !== 'ActRefusal') throw error;
  }
}

function isThere(scene: DeploymentsScene, pull: number): boolean {
  return scene.simulator.world.repositories.get(1001)?.pullRequests.has(pull) ?? false;
}

async function tick(scene: DeploymentsScene, pull: number, login: string): Promise<void> {
  const comments = scene.simulator.world.repositories.get(1001)?.comments ?? [];
  const comment = comments.find(({ subject, body }) => subject === pull && body.includes('- [ ] '));
  const box = /- \[ \] ([^<]+) </.exec(comment?.body ?? '')?.[1];
  if (comment === undefined || box === undefined) return;
  await tryAct(scene, login, 'tick', { comment: comment.id, box });
}

/** Where the job has not started yet, once it has. */
async function upload(scene: DeploymentsScene, pull: number, list: readonly Component[]): Promise<void> {
  if (!scene.isUp() || !isThere(scene, pull)) return;
  await scene.quiet();
  if ((await scene.upload(pull, list)) !== undefined) return;
  await scene.pass(jobStartMs);
  await scene.upload(pull, list);
}

let commits = 0;

async function push(scene: DeploymentsScene, pull: number): Promise<void> {
  // The first of both has the number 1.
  const number = isThere(scene, 1) ? pull : 1;
  if (isThere(scene, number) && scene.pull(number).state === 'merged') return;
  commits += 1;
  const branch = branchOf(number);
  await tryAct(scene, 'alice', 'push', { branch, files: { [`${branch}.tf`]: String(commits) } });
  if (!isThere(scene, number)) await tryAct(scene, 'alice', 'open', { head: branch });
}

/** What needs its pull request does nothing without it. */
export async function play(scene: DeploymentsScene, event: HistoryEvent): Promise<void> {
  // Where there is one pull request, everything is about it.
  const known = 'pull' in event && isThere(scene, event.pull) ? event.pull : 1;
  switch (event.do) {
    case 'push':
      return push(scene, event.pull);
    case 'upload':
      return upload(scene, known, graphs[event.graph] ?? []);
    case 'merge':
    case 'close':
    case 'reopen':
      if (isThere(scene, known)) await tryAct(scene, 'alice', event.do, { number: known });
      return;
    case 'label':
      if (isThere(scene, event.pull))
        await tryAct(scene, 'alice', 'label', { number: event.pull, label: 'x' });
      return;
    case 'break':
      scene.variables['BROKEN'] = event.components;
      return;
    case 'tick':
      return tick(scene, known, event.login);
    case 'hooks': {
      const { mode, times } = event;
      scene.simulator.world.courier?.addRule({ mode, times, milliseconds: 20_000, size: 3, seed: times });
      return;
    }
    case 'fault': {
      const { kind, route, skip } = event;
      const fault = kind === 'status' || kind === 'status-after' ? { kind, status: 502 } : { kind };
      scene.simulator.faults.add({ route, fault: fault as FaultRule['fault'], times: 1, skip });
      return;
    }
    case 'stop':
      return scene.stopServer();
    case 'start':
      return scene.startServer();
    case 'pass':
      return scene.pass(event.seconds * 1_000);
  }
}

/** GitHub works again, the server runs, and an operator has the deliveries that failed sent again. */
export async function calm(scene: DeploymentsScene): Promise<void> {
  const { world, faults } = scene.simulator;
  faults.clear();
  await scene.startServer();
  world.courier?.clearRules();
  world.courier?.release();
  await scene.quiet();
  const delivered = new Set(world.deliveries.flatMap(({ status, guid }) => (status === 'OK' ? [guid] : [])));
  const lost = world.deliveries.filter(({ guid }) => !delivered.has(guid));
  for (const delivery of lost.filter(
    ({ guid }, index) => lost.findIndex((one) => one.guid === guid) === index,
  ))
    world.courier?.redeliver(delivery);
  await scene.quiet();
}
