/** Random interleavings of chunks, retries, re-runs, fresh sessions and half batches, over HTTP, against a model. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { patience } from '../../support/patience.ts';
import { describeEachStore } from '../../support/stores.ts';
import { affectedBody, item, startUploadScene } from './uploads-scene.ts';

const jobs = ['plan', 'plan-again', 'later'] as const;
const runs = { plan: ['601', '1'], 'plan-again': ['601', '2'], later: ['602', '1'] } as const;

const upload = fc.record({ job: fc.constantFrom(...jobs), total: fc.integer({ min: 1, max: 3 }) });
const step = fc.record({ upload: fc.nat(3), chunk: fc.nat(2), isFresh: fc.boolean() });
const plan = fc.record({
  uploads: fc.array(upload, { minLength: 1, maxLength: 4 }),
  steps: fc.array(step, { maxLength: 14 }),
});

describeEachStore('uploads in any order', (engine) => {
  test(
    // Lock guarantee: upload-parts
    'are kept whole, once, and the one that was whole last is shown',
    async () => {
      await using scene = await startUploadScene({ store: engine });
      let round = 0;
      await fc.assert(
        fc.asyncProperty(plan, async ({ uploads, steps }) => {
          round += 1;
          const head = round.toString(16).padStart(40, 'd');
          const received = uploads.map(() => new Set<number>());
          let current: number | undefined;
          let published = 0;
          for (const { upload: wanted, chunk: number, isFresh } of steps) {
            const index = wanted % uploads.length;
            const { job, total } = uploads[index] as { job: (typeof jobs)[number]; total: number };
            const chunk = number % total;
            const batch = { batch_id: `m-${round}-${index}`, batch_index: chunk, batch_total: total };
            if (isFresh) scene.refresh(job);
            const body = affectedBody([item(`u${index}-c${chunk}`)], { head_sha: head, ...batch });
            const answer = await scene.call(job, 'POST', '/affected-stacks', body);
            const chunks = received[index] as Set<number>;
            const isNew = !chunks.has(chunk);
            chunks.add(chunk);
            const isWhole = chunks.size === total;
            if (isNew && isWhole) {
              current = index;
              published += 1;
            }
            const state = isWhole ? 'applied' : 'incomplete';
            expect(answer).toMatchObject({
              status: 200,
              body: { data: { state, received: chunks.size, total } },
            });
          }
          const answer = await scene.call('plan', 'GET', `/affected-stacks/${head}`);
          const entries = (await scene.audited('affected-stacks.upload')).filter(
            ({ headSha }) => headSha === head,
          );
          expect(entries).toHaveLength(published);
          if (current === undefined) {
            expect(answer.status).toBe(404);
            return;
          }
          const { job, total } = uploads[current] as { job: (typeof jobs)[number]; total: number };
          const [runId, runAttempt] = runs[job];
          expect(answer.body.data).toMatchObject({
            sets: [{ affected: total, uploader: { runId, runAttempt } }],
            stacks: Array.from({ length: total }, (_, chunk) => ({ component: `u${current}-c${chunk}` })),
          });
        }),
        { numRuns: engine === 'sqlite' ? 25 : 10 },
      );
    },
    patience(60_000),
  );
});
