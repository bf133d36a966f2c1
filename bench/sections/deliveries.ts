/** 100 deliveries of GitHub a second: time until each is acknowledged, while the server works on them. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { isRecord } from '../../src/base/text.ts';
import { signatureHeaders } from '../../src/simulator/deliveries/sign.ts';
import { webhookSecret } from '../../test/e2e/deployments/seed.ts';
import type { Section } from '../section.ts';
import { summarize } from '../statistics.ts';
import { type DeploymentsBench, startDeploymentsBench, waitUntil } from '../support/deployments.ts';
import { shippedServer } from '../support/shipped-server.ts';

const perSecond = 100;
const seconds = 20;
const pulls = 20;
/** One delivery of so many is about a pull request, the others are about runs of workflows. */
const perPull = 10;

interface Sample {
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What GitHub has delivered about pull requests that were opened, and about runs. */
async function collectSamples({ simulator, openPull }: DeploymentsBench) {
  for (let opened = 0; opened < pulls; opened += 1) await openPull();
  await simulator.world.courier?.settled();
  const all = simulator.world.deliveries.map(({ event, payload }): Sample => {
    const parsed: unknown = JSON.parse(payload);
    return { event, payload: isRecord(parsed) ? parsed : {} };
  });
  const of = (name: string) => all.filter(({ event }) => event === name);
  return { ofPulls: of('pull_request'), ofRuns: of('workflow_run') };
}

/** The pull request has a new commit. */
function push({ event, payload }: Sample, at: number): Sample {
  const pull = payload['pull_request'];
  const changed = { ...(isRecord(pull) ? pull : {}), updated_at: new Date(at).toISOString() };
  return { event, payload: { ...payload, action: 'synchronize', pull_request: changed } };
}

function createDelivery({ simulator }: DeploymentsBench, { event, payload }: Sample) {
  const body = JSON.stringify(payload);
  const [app] = simulator.world.apps.values();
  const headers = {
    'content-type': 'application/json',
    'x-github-event': event,
    'x-github-delivery': randomUUID(),
    'x-github-hook-installation-target-type': 'integration',
    'x-github-hook-installation-target-id': String(app?.id),
    ...signatureHeaders(webhookSecret, body),
  };
  return { headers, body };
}

/** From the moment that it is due, in milliseconds: what waits for others counts. */
async function send(url: string, request: ReturnType<typeof createDelivery>, dueAt: number) {
  const response = await fetch(url, { method: 'POST', ...request });
  await response.text();
  if (response.status !== 202) throw new Error(`a delivery was answered with ${response.status}`);
  return performance.now() - dueAt;
}

async function measureLoad(bench: DeploymentsBench): Promise<readonly number[]> {
  const { ofPulls, ofRuns } = await collectSamples(bench);
  const from = Date.now() + 60_000;
  const deliveries = Array.from({ length: perSecond * seconds }, (_, index) => {
    const [pull, run] = [ofPulls[(index / perPull) % ofPulls.length], ofRuns[index % ofRuns.length]];
    if (run === undefined) throw new Error('the world has no runs');
    const sample = pull === undefined ? run : push(pull, from + index * 1_000);
    return createDelivery(bench, sample);
  });
  const start = performance.now();
  const sent: Promise<number>[] = [];
  for (const [index, delivery] of deliveries.entries()) {
    const dueAt = start + (index * 1_000) / perSecond;
    const leftMs = dueAt - performance.now();
    if (leftMs > 0) await pause(leftMs);
    sent.push(send(bench.hookUrl, delivery, dueAt));
  }
  return Promise.all(sent);
}

const open = "select count(*) from deliveries where state = 'new'";

export const deliveries: Section = {
  name: 'deliveries',
  async measure() {
    const bench = await startDeploymentsBench({ runMs: 1_000 });
    const times = await measureLoad(bench);
    const appliedMs = await waitUntil(() => bench.count(open) === 0, 300_000, 200);
    const memory = bench.memory();
    await bench.stop();
    const { count, median, p99, maximum } = summarize(times);
    return {
      title: `Acknowledgement of ${perSecond} deliveries a second`,
      method: `${count} deliveries at a fixed rate, one of ${perPull} a push to one of ${pulls} pull requests, the others runs of workflows. Time counts from when a delivery is due. One ${shippedServer} with SQLite on disk; GitHub is simulated in the process of the client.`,
      rows: [
        {
          'median ms': median,
          'p99 ms': p99,
          'maximum ms': maximum,
          'all applied after, s': (appliedMs / 1_000).toFixed(1),
          'memory, MiB': Math.round(memory),
        },
      ],
      targets: [{ what: 'acknowledged, p99', limit: 250, measured: p99, unit: 'ms' }],
    };
  },
};
