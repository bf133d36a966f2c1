/** A simulator whose App gets every event, a receiver of its webhook, and people who act. */

import type { WorldSeed } from '../../src/simulator/seed/seed-types.ts';
import { type HookReceiver, type ReceivedHook, startHookReceiver } from './hook-receiver.ts';
import { startSimulator, type TestSimulator } from './simulator.ts';

export const hookSecret = 'a-secret-of-the-test';

export interface HookScene {
  readonly simulator: TestSimulator;
  readonly receiver: HookReceiver;
  /** One request of the control API, answered with success. */
  // biome-ignore lint/suspicious/noExplicitAny: assertions reach into JSON of any shape.
  control(method: string, path: string, body?: unknown): Promise<any>;
  /** Likewise; its status and message. */
  refusal(body: object): Promise<{ readonly status: number; readonly message: string }>;
  /** What alice does in acme/infra, unless `body` says otherwise. */
  // biome-ignore lint/suspicious/noExplicitAny: likewise.
  act(body: object): Promise<any>;
  /** What was received since the last call, when everything has arrived. */
  take(event?: string): Promise<ReceivedHook[]>;
  stop(): Promise<void>;
}

const allEvents = [
  ...['pull_request', 'issue_comment', 'release', 'workflow_run', 'deployment_review'],
  ...['repository', 'merge_group', 'pull_request_review'],
] as const;

const permissions: Readonly<Record<string, 'read' | 'write'>> = {
  ...{ actions: 'write', checks: 'write', contents: 'write', deployments: 'read' },
  ...{ issues: 'write', pull_requests: 'write', merge_queues: 'read' },
};

/** `more` replaces parts of the world; it gets the address of the receiver. */
export async function startHookScene(more: (url: string) => WorldSeed = () => ({})): Promise<HookScene> {
  const receiver = await startHookReceiver();
  const simulator = await startSimulator({
    seed: {
      accounts: [{ login: 'mallory', type: 'User' }],
      repositories: [
        {
          name: 'acme/infra',
          id: 1,
          files: { 'main.tf': 'a\n' },
          branches: { feature: { files: { 'main.tf': 'b\n' } } },
          people: { alice: 'admin', will: 'write', tom: 'triage', rita: 'read' },
        },
        { name: 'acme/other', id: 2, files: { a: 'a' }, people: { alice: 'admin' } },
      ],
      apps: [
        {
          slug: 'atmos-pro',
          owner: 'acme',
          permissions,
          events: allEvents,
          webhook: { url: receiver.url, secret: hookSecret },
        },
      ],
      installations: [{ id: 7, app: 'atmos-pro', account: 'acme', repositories: ['acme/infra'] }],
      ...more(receiver.url),
    },
  });

  async function ask(method: string, path: string, body?: unknown): Promise<Response> {
    return await fetch(`${simulator.origin}/_simulator${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async function control(method: string, path: string, body?: unknown) {
    const response = await ask(method, path, body);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  const byAlice = (body: object) => ({ as: 'alice', repository: 'acme/infra', ...body });

  return {
    simulator,
    receiver,
    control,
    async refusal(body) {
      const response = await ask('POST', '/people', byAlice(body));
      const { message } = (await response.json()) as { message: string };
      return { status: response.status, message };
    },
    act: (body) => control('POST', '/people', byAlice(body)),
    async take(event) {
      await simulator.world.courier?.settled();
      const all = receiver.received.splice(0);
      return event === undefined ? all : all.filter(({ headers }) => headers['x-github-event'] === event);
    },
    async stop() {
      await simulator.stop();
      await receiver.stop();
    },
  };
}
