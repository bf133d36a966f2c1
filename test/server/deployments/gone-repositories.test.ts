/** Batches of a repository that is gone, and of which no delivery told. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { GitHubFailure, type GitHubFailureKind } from '../../../src/github/failure.ts';
import { createAdvance } from '../../../src/server/deployments/advance.ts';
import { createGoneRounds, goneAfterMs, quietMs } from '../../../src/server/deployments/gone-repositories.ts';
import type { DeployedRepository } from '../../../src/server/deployments/seams.ts';
import { describeEachStore } from '../../support/stores.ts';
import { insertBatch, repositoryId, workspaceId } from '../projections/rows.ts';
import { openQueue, type Queue, runRound } from '../work/scene.ts';

const missing =
  'There is at least one repository that does not exist or is not accessible to the parent installation.';

/** As the client reports that GitHub minted no token. */
function refusedToken(message: string): GitHubFailure {
  const where = 'POST /app/installations/1/access_tokens';
  return new GitHubFailure('unprocessable', `${where}: GitHub returned 422 (${message}).`);
}

const there = { repositoryId, ownerId: '7', isArchived: false };

describeEachStore('a repository that is gone', (engine) => {
  let queue: Queue;
  let time: number;
  let answer: typeof there | GitHubFailureKind | GitHubFailure;
  let asked: number;
  let round: () => Promise<void>;

  beforeEach(async () => {
    queue = await openQueue(engine);
    [time, asked, answer] = [0, 0, there];
    const { dialect } = queue;
    const instanceLocks = { adopt: async () => {}, follow: async () => {} };
    const reports = { markReports: async () => {}, announce: async () => {} };
    const repository = { workspaceId, repositoryId, ownerId: '7', name: 'acme/infra' } as DeployedRepository;
    const rounds = createGoneRounds({
      database: queue,
      dialect,
      advance: createAdvance({ dialect, reports, record: async () => {}, instanceLocks }),
      async findDeployed(id) {
        if (id === '0') throw new Error('the directory does not answer');
        return repository;
      },
      client: {} as never,
      clock: { now: () => time },
      logger: { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} },
      deploymentAccess: {
        async use<T>() {
          asked += 1;
          if (typeof answer === 'string') throw new GitHubFailure(answer, 'said so');
          if (answer instanceof GitHubFailure) throw answer;
          return answer as T;
        },
      },
    });
    round = () => runRound(rounds);
  });
  afterEach(() => queue[Symbol.asyncDispose]());

  const add = async () => {
    const id = await insertBatch(queue, { sha: 'a'.repeat(40), generation: 1, state: 'running' });
    await queue.db
      .updateTable('batches')
      .set({ updated_at: queue.dialect.after(-quietMs - 1_000) })
      .execute();
    return id;
  };
  const states = async () =>
    (await queue.db.selectFrom('batches').select('state').execute()).map(({ state }) => state);
  const later = async (milliseconds: number) => {
    time += milliseconds;
    await round();
    return states();
  };

  test.each<{ readonly name: string; readonly says: typeof answer }>([
    { name: 'is hidden or deleted', says: 'not-found' },
    { name: 'is not one of the installation', says: refusedToken(missing) },
    { name: 'is archived', says: { ...there, isArchived: true } },
    { name: 'has another owner', says: { ...there, ownerId: '8' } },
    { name: 'has a name that another took', says: { ...there, repositoryId: '2' } },
  ])('and $name ends its batches, after some minutes', async ({ says }) => {
    await add();
    answer = says;
    expect(await later(0)).toEqual(['running']);
    expect(await later(goneAfterMs - 1)).toEqual(['running']);
    expect(await later(1)).toEqual(['withdrawn']);
  });

  test.each<{ readonly says: GitHubFailureKind }>([
    { says: 'suspended' },
    { says: 'unreachable' },
    { says: 'rate-limited' },
    { says: 'unauthorized' },
  ])('is not one of which GitHub says $says', async ({ says }) => {
    await add();
    answer = says;
    for (let minute = 0; minute < 15; minute += 1) expect(await later(60_000)).toEqual(['running']);
  });

  test.each([
    'The permissions requested are not granted to this installation.',
    'The level of access for permissions requested are not granted to this installation.',
    'Invalid request.',
  ])('is not one for which GitHub mints no token because: %s', async (message) => {
    await add();
    answer = refusedToken(message);
    for (let minute = 0; minute < 15; minute += 1) expect(await later(60_000)).toEqual(['running']);
    // Nor is it when GitHub had said so once before.
    answer = 'not-found';
    await later(60_000);
    answer = refusedToken(message);
    for (let minute = 0; minute < 15; minute += 1) expect(await later(60_000)).toEqual(['running']);
  });

  test('ends its batches though another one cannot be found out about', async () => {
    const unknown = await insertBatch(queue, { sha: 'a'.repeat(40), generation: 2, state: 'running' });
    await queue.db.updateTable('batches').set({ repository_id: '0' }).where('id', '=', unknown).execute();
    await add();
    answer = 'not-found';
    await later(0);
    expect((await later(goneAfterMs)).toSorted()).toEqual(['running', 'withdrawn']);
  });

  test('is not one that was shown again meanwhile', async () => {
    await add();
    answer = 'not-found';
    await later(0);
    answer = there;
    await later(60_000);
    answer = 'not-found';
    expect(await later(goneAfterMs)).toEqual(['running']);
  });

  test('is asked for seldom, and only where nothing happens', async () => {
    await insertBatch(queue, { sha: 'a'.repeat(40), generation: 1, state: 'running' });
    await round();
    expect(asked).toBe(0);
    await queue.db
      .updateTable('batches')
      .set({ updated_at: queue.dialect.after(-quietMs - 1_000) })
      .execute();
    for (let minute = 0; minute < 9; minute += 1) await later(60_000);
    expect(asked).toBe(1);
  });
});
