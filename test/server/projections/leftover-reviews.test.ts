/** Reviews of repositories that ask for none any more, where one repository cannot be found out about. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createLeftoverReviews } from '../../../src/server/projections/leftover-reviews.ts';
import type { ShownRepository } from '../../../src/server/projections/ports.ts';
import { projectionKind } from '../../../src/server/projections/projection-table.ts';
import { describeEachStore } from '../../support/stores.ts';
import { openQueue, type Queue, runRound } from '../work/scene.ts';
import { workspaceId } from './rows.ts';

describeEachStore('a round over leftover reviews', (engine) => {
  let queue: Queue;
  let warned: string[];
  beforeEach(async () => {
    queue = await openQueue(engine);
    warned = [];
  });
  afterEach(() => queue[Symbol.asyncDispose]());

  async function addReview(repositoryId: string): Promise<string> {
    const { id } = await queue.db
      .insertInto('projections')
      .values({
        ...{ workspace_id: workspaceId, repository_id: repositoryId, kind: 'review', target: '12' },
        ...{
          remote_id: '5',
          remote_url: null,
          creating_since: null,
          sent_hash: 'x',
          sent_at: 0,
          size_step: 0,
        },
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return String(id);
  }

  const round = (findDeployed: (id: string) => Promise<ShownRepository | undefined>, signal?: AbortSignal) =>
    runRound(
      createLeftoverReviews({
        database: queue,
        logger: {
          ...{ info: () => {}, error: () => {}, debug: () => {} },
          warn: (_, fields) => void warned.push(String(fields?.['repository'])),
        },
        findDeployed,
      }),
      signal,
    );
  const listDue = async () =>
    (
      await queue.db.selectFrom('work_entries').select('key').where('kind', '=', projectionKind).execute()
    ).map(({ key }) => key);

  test('takes back those of the others, and names the repository', async () => {
    await addReview('1');
    const second = await addReview('2');
    await round(async (id) => {
      if (id === '1') throw new Error('GitHub does not answer');
      return undefined;
    });
    expect(await listDue()).toEqual([second]);
    expect(warned).toEqual(['1']);
  });

  test('ends with the server', async () => {
    await addReview('1');
    const stop = new AbortController();
    const ended = round(async () => {
      stop.abort();
      throw new Error('aborted');
    }, stop.signal);
    await expect(ended).rejects.toThrow('aborted');
    expect(warned).toEqual([]);
  });
});
