/** One turn of the fetching of missed deliveries: how far it reads, and where the next one continues. */
import { expect, test } from '@jest/globals';
import type { GitHubClient, SendToGitHub } from '../../../src/github/client.ts';
import { GitHubFailure } from '../../../src/github/failure.ts';
import type { BackfillMark } from '../../../src/server/database/backfill-marks.ts';
import { readMissed } from '../../../src/server/github-events/backfill/read-missed.ts';

const perPage = 100;
const none: BackfillMark = { readThrough: undefined, reading: undefined };
const minuteMs = 60_000;
const newestAt = Date.parse('2026-03-01T10:00:00Z');

/** Deliveries one minute apart, the newest with the highest number. Every one is missed, unless `known`. */
function createScene({
  count,
  known = () => false,
  isBroken = () => false,
  isRefused = () => false,
  repositoryOf = () => 1001,
}: {
  readonly count: number;
  readonly known?: (index: number) => boolean;
  readonly isBroken?: (cursor: string | undefined) => boolean;
  /** There is no room for it. */
  readonly isRefused?: (guid: string) => boolean;
  readonly repositoryOf?: (index: number) => number;
}) {
  const guidOf = (index: number) => `delivery-${index}`;
  const listed = Array.from({ length: count }, (_, place) => {
    const index = count - place;
    const at = newestAt - place * minuteMs;
    return {
      ...{ id: index, guid: guidOf(index), event: 'pull_request', action: 'labeled' },
      ...{ delivered_at: new Date(at).toISOString(), repository_id: repositoryOf(index) },
    };
  });
  const cursors: (string | undefined)[] = [];
  const send = async (route: string, { cursor }: { readonly cursor?: string }) => {
    if (route !== 'GET /app/hook/deliveries') {
      const id = Number(route.split('/').at(-1));
      const repository = { id: repositoryOf(id), full_name: 'acme/infra' };
      const payload = { action: 'labeled', repository };
      const shown = { guid: guidOf(id), event: 'pull_request', request: { payload } };
      return { headers: {}, data: JSON.stringify(shown) };
    }
    cursors.push(cursor);
    if (isBroken(cursor)) throw new GitHubFailure('unprocessable', 'Invalid cursor');
    const from = Number(cursor ?? 0);
    const isLast = from + perPage >= count;
    const link = isLast ? undefined : `<https://api.github.com/x?cursor=${from + perPage}>; rel="next"`;
    return { headers: { link }, data: listed.slice(from, from + perPage) };
  };
  const received: string[] = [];
  let backfilled = 0;
  const ports = {
    client: {
      asApp: (call: (send: SendToGitHub, request: object) => unknown) => call(send as never, {}),
    } as unknown as GitHubClient,
    deliveries: {
      findKnown: async (guids: readonly string[]) =>
        new Set(guids.filter((guid) => received.includes(guid) || known(Number(guid.split('-')[1])))),
      receive: async ({ guid }: { readonly guid: string }) => {
        if (isRefused(guid)) return 'full' as const;
        received.push(guid);
        return 'received' as const;
      },
    },
    metrics: {
      backfilled() {
        backfilled += 1;
      },
    },
    random: { uuid: () => '00000000-0000-4000-8000-000000000000' },
    logger: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    findConcerned: async () => ({ workspaceId: 'ws_acme' }),
  };
  const read = (mark: BackfillMark) => readMissed(mark, new AbortController().signal, ports);
  return { read, received, cursors, counted: () => backfilled };
}

test('everything that GitHub lists is read the first time', async () => {
  const scene = createScene({ count: 130 });
  expect(await scene.read(none)).toEqual({ readThrough: newestAt, reading: undefined });
  expect(new Set(scene.received).size).toBe(130);
  expect(scene.counted()).toBe(130);
});

test('a later reading ends ten minutes before the mark', async () => {
  const scene = createScene({ count: 250 });
  const readThrough = newestAt - 20 * minuteMs;
  expect(await scene.read({ readThrough, reading: undefined })).toMatchObject({ readThrough: newestAt });
  expect(scene.received).toHaveLength(31);
  expect(scene.cursors).toEqual([undefined]);
});

test('a turn ends after a bounded number of contents, and the next one continues there', async () => {
  const scene = createScene({ count: 450 });
  const first = await scene.read(none);
  expect(first).toEqual({ readThrough: undefined, reading: { cursor: '200', through: newestAt } });
  expect(scene.received).toHaveLength(200);
  const second = await scene.read(first);
  expect(second).toMatchObject({ reading: { cursor: '400', through: newestAt } });
  expect(await scene.read(second)).toEqual({ readThrough: newestAt, reading: undefined });
  expect(new Set(scene.received).size).toBe(450);
});

test('a turn ends after a bounded number of pages, also if nothing was missed', async () => {
  const scene = createScene({ count: 2_500, known: () => true });
  expect(await scene.read(none)).toMatchObject({ reading: { cursor: '2000' } });
  expect(scene.cursors).toHaveLength(20);
  expect(scene.received).toEqual([]);
});

test('a cursor that GitHub no longer accepts begins the list again, and promises no more', async () => {
  const scene = createScene({ count: 150, isBroken: (cursor) => cursor === '900' });
  const through = newestAt - 100 * minuteMs;
  const mark = { readThrough: undefined, reading: { cursor: '900', through } };
  expect(await scene.read(mark)).toEqual({ readThrough: through, reading: undefined });
  expect(new Set(scene.received).size).toBe(150);
});

test('what there is no room for does not hold up the rest, and is read again', async () => {
  let isFull = true;
  const scene = createScene({ count: 130, isRefused: (guid) => isFull && guid === 'delivery-130' });
  await expect(scene.read(none)).rejects.toThrow('no room');
  expect(new Set(scene.received).size).toBe(129);
  isFull = false;
  expect(await scene.read(none)).toEqual({ readThrough: newestAt, reading: undefined });
  expect(new Set(scene.received).size).toBe(130);
});

test('a repository that there is no room for does not use up the contents that a turn reads', async () => {
  // The newest 450 are of a repository that floods the server.
  const isFlood = (index: number) => index > 50;
  const scene = createScene({
    count: 500,
    isRefused: (guid) => isFlood(Number(guid.split('-')[1])),
    repositoryOf: (index) => (isFlood(index) ? 1002 : 1001),
  });
  await expect(scene.read(none)).rejects.toThrow('no room');
  expect(new Set(scene.received).size).toBe(50);
});
