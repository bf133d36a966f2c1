/** Uploads of jobs: affected sets in chunks, each sent until it is acknowledged, and reports about an instance. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type SendParts, send } from './send.ts';
import { caller } from './world.ts';

export interface UploadRecord {
  /** Sets all of whose chunks were acknowledged. */
  readonly sets: { readonly headSha: string; readonly items: number }[];
  /** Trace ids of acknowledged reports. */
  readonly reports: string[];
  unanswered: number;
}

export interface UploadParts extends SendParts {
  readonly record: UploadRecord;
  readonly random: () => number;
}

const stack = 'plat';
const itemsPerChunk = 5;
/** Least and most chunks of a set: one that comes in a single request is another set each time. */
const chunks = { least: 2, most: 4 } as const;

function repository() {
  const [owner = '', name = ''] = caller.split('/');
  return {
    repo_url: `https://github.com/${caller}`,
    repo_name: name,
    repo_owner: owner,
    repo_host: 'github.com',
  };
}

async function uploadSet(parts: UploadParts): Promise<void> {
  const { random, record } = parts;
  const total = chunks.least + Math.floor(random() * (chunks.most - chunks.least + 1));
  const headSha = randomUUID().replaceAll('-', '').padEnd(40, '0');
  const batchId = randomUUID();
  const indices = Array.from({ length: total }, (_, index) => index).sort(() => random() - 0.5);
  // Some are sent twice: what was acknowledged may be sent again.
  const order = [...indices, ...indices.filter(() => random() < 0.3)];
  for (const index of order) {
    const stacks = Array.from({ length: itemsPerChunk }, (_, item) => ({
      component: `component-${index}-${item}`,
      stack,
      dependents: [],
      included_in_dependents: false,
      settings: null,
    }));
    const batch = { batch_id: batchId, batch_index: index, batch_total: total };
    const body = { head_sha: headSha, base_sha: '1'.repeat(40), ...repository(), stacks, ...batch };
    const answer = await send(parts, { method: 'POST', path: '/affected-stacks', body });
    if (answer === undefined) return;
    if (answer.status !== 200) throw new Error(`a chunk was answered ${answer.status}`);
  }
  record.sets.push({ headSha, items: total * itemsPerChunk });
}

async function report(parts: UploadParts): Promise<void> {
  const path = `/repos/${caller}/instances?stack=${stack}&component=vpc`;
  const body = { command: 'plan', exit_code: parts.random() < 0.5 ? 0 : 2 };
  const answer = await send(parts, { method: 'PATCH', path, body });
  if (answer?.status === 200) parts.record.reports.push(answer.traceId);
  // Until the inventory is worked on, its instance is not known.
  else if (answer !== undefined && answer.status !== 404) {
    throw new Error(`a report was answered ${answer.status}`);
  }
}

/** Until `signal` is aborted. */
export async function runUploads(parts: UploadParts): Promise<void> {
  const instances = [{ component: 'vpc', stack, component_type: 'terraform' }];
  await send(parts, { method: 'POST', path: '/instances', body: { ...repository(), instances } });
  while (!parts.signal.aborted) {
    await (parts.random() < 0.5 ? uploadSet(parts) : report(parts));
    await sleep(parts.random() * 60);
  }
}
