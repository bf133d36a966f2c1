/** What pages ask GitHub about the runs of holders. */
import { expect, test } from '@jest/globals';
import { createPageRuns } from '../../../src/server/locks/page-runs.ts';

function startRuns() {
  const asked: string[] = [];
  let now = 0;
  const runs = createPageRuns({
    runs: {
      async ask({ holder }) {
        asked.push(holder.runId);
        return 'live';
      },
    },
    clock: { now: () => now },
  });
  const ask = (runId: number, workspaceId = 'ws_acme') =>
    runs.ask({ workspaceId, repositoryId: '1001', holder: { runId: String(runId), runAttempt: 1 } });
  return { asked, ask, pass: (ms: number) => (now += ms) };
}

test('a run that pages show again and again is asked about once a minute', async () => {
  const { asked, ask, pass } = startRuns();
  for (let turn = 0; turn < 59; turn += 1) {
    expect(await ask(1)).toBe('live');
    pass(1_000);
  }
  expect(asked).toEqual(['1']);
  pass(1_000);
  await ask(1);
  expect(asked).toEqual(['1', '1']);
});

test('a workspace asks 60 times a minute, and others are not in its way', async () => {
  const { asked, ask } = startRuns();
  const states = [];
  for (let runId = 1; runId <= 100; runId += 1) states.push(await ask(runId));
  expect(asked).toHaveLength(60);
  expect(states.slice(60)).toEqual(Array.from({ length: 40 }, () => 'unknown'));
  expect(await ask(1, 'ws_globex')).toBe('live');
});
