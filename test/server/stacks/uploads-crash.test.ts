/** Kills a real server with -9 while chunks arrive, and sends them again: `UPLOAD_CRASHES` says how often (3). */
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { startDoomedServer } from '../../support/doomed-server.ts';
import { patience } from '../../support/patience.ts';
import { until } from '../../support/until.ts';
import { affectedBody, instancesBody, item, request, startUploadScene } from './uploads-scene.ts';

const crashes = Number(process.env['UPLOAD_CRASHES'] ?? 3);
const chunks = 6;

/** Numbers from 0 to 1 that are the same at every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

test(
  // Lock guarantee: upload-parts
  'stores every upload exactly once, and loses nothing that it answered, over kill -9',
  async () => {
    await using scene = await startUploadScene();
    const token = await scene.session('plan');
    const { config, store } = scene.server;
    const next = seeded(7);
    for (let round = 0; round < crashes; round += 1) {
      const head = round.toString(16).padStart(40, 'c');
      const names = Array.from({ length: chunks * 20 }, (_, index) => `r${round}-${index}`);
      const bodies = Array.from({ length: chunks }, (_, index) => {
        const batch = { batch_id: `crash-${round}`, batch_index: index, batch_total: chunks };
        const part = names.slice(index * 20, index * 20 + 20).map((name) => item(name));
        return [
          { path: '/affected-stacks', body: affectedBody(part, { head_sha: head, ...batch }) },
          { path: '/instances', body: instancesBody(part, { complete: true, ...batch }) },
        ];
      }).flat();
      const answered = new Set<number>();
      let victim = await startDoomedServer(config);
      const send = async (index: number): Promise<boolean> => {
        try {
          const answer = await request(victim, token, {
            method: 'POST',
            ...(bodies[index] as { path: string }),
          });
          if (answer.status === 200) answered.add(index);
          return answer.status === 200;
        } catch {
          return false;
        }
      };
      const sending = Promise.all(bodies.map(async (_, index) => wait(next() * 80).then(() => send(index))));
      await wait(20 + next() * 120);
      await victim.end('SIGKILL');
      await sending;
      const kept = new Set(answered);
      victim = await startDoomedServer(config);
      // What was answered is not sent again: it has to be there.
      for (const index of bodies.keys()) if (!kept.has(index)) expect(await send(index)).toBe(true);
      const audited = async (event: string) =>
        (await store.audit.list({ event, workspaceId: 'ws_1' })).filter(
          ({ outcome }) => outcome === 'allowed',
        ).length;
      // Another process may have been killed with the lease in its hands.
      await until(async () => (await audited('affected-stacks.upload')) > round);
      await until(async () => (await audited('instances.upload')) > round);
      expect(await audited('affected-stacks.upload')).toBe(round + 1);
      expect(await audited('instances.upload')).toBe(round + 1);
      const sets = await store.affected.listSets({ workspaceId: 'ws_1', headSha: head });
      expect(sets).toEqual([expect.objectContaining({ affected: names.length, nodes: names.length })]);
      const nodes = await store.affected.listNodes({ set: sets[0]?.id ?? 0, limit: 1_000 });
      expect(nodes.map(({ component }) => component).sort()).toEqual(names.toSorted());
      const shown = await store.instances.list({ workspaceId: 'ws_1', limit: 200 });
      expect(shown.instances.map(({ component }) => component).sort()).toEqual(names.toSorted());
      await victim.end('SIGKILL');
    }
  },
  patience(120_000),
);
