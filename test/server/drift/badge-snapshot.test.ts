/** What badges cost while the database fails: a bounded number of readings, however many pictures are asked for. */
import { expect, test } from '@jest/globals';
import type { OpenedDatabase } from '../../../src/server/database/open.ts';
import { createBadgeSnapshot } from '../../../src/server/drift/badges/snapshot.ts';

const minuteMs = 60_000;

function startSnapshot() {
  const state = { now: 0, isBroken: false, readings: 0 };
  const snapshot = createBadgeSnapshot({
    // No workspace has badges: nothing but the time is read.
    ...{ config: { workspaces: [], publicUrl: 'https://a.example' }, database: {} as OpenedDatabase },
    repositories: { list: async () => [] },
    clock: { now: () => state.now, sleep: async () => undefined },
    async now() {
      state.readings += 1;
      if (state.isBroken) throw new Error('no database');
      return state.now;
    },
  });
  return { state, ask: () => snapshot.stateOf('token') };
}

test('without states from before, requests fail, and one in 5 seconds reads', async () => {
  const { state, ask } = startSnapshot();
  state.isBroken = true;
  for (let second = 0; second < 20; second += 1) {
    await expect(ask()).rejects.toThrow();
    await expect(Promise.all([ask(), ask()])).rejects.toThrow();
    state.now += 1_000;
  }
  expect(state.readings).toBe(4);
  state.isBroken = false;
  state.now += 5_000;
  expect(await ask()).toBe('unknown');
});

test('the last states are shown for 10 minutes, with as few readings', async () => {
  const { state, ask } = startSnapshot();
  expect(await ask()).toBe('unknown');
  state.isBroken = true;
  state.now += minuteMs + 1;
  for (let turn = 0; turn < 100; turn += 1) expect(await ask()).toBe('unknown');
  expect(state.readings).toBe(2);
  state.now += 8 * minuteMs;
  expect(await ask()).toBe('unknown');
  state.now += 2 * minuteMs;
  await expect(ask()).rejects.toThrow();
});
