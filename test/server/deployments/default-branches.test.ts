/** Which branch is the default one: GitHub is asked only where no recent event says it. */
import { expect, test } from '@jest/globals';
import type { GitHubClient } from '../../../src/github/client.ts';
import { createDefaultBranches } from '../../../src/server/deployments/default-branches.ts';
import type { DeployedRepository } from '../../../src/server/deployments/seams.ts';
import { createJumpingClock } from '../../support/jumping-clock.ts';

const repository = { workspaceId: 'ws_acme', repositoryId: '1001' } as DeployedRepository;
const minuteMs = 60_000;

function start() {
  const clock = createJumpingClock();
  let reads = 0;
  const branches = createDefaultBranches({
    client: {} as GitHubClient,
    clock,
    deploymentAccess: {
      async use<T>() {
        reads += 1;
        return 'read' as T;
      },
    },
  });
  const find = () => branches.find(repository, new AbortController().signal);
  /** Of a moment so many milliseconds ago. */
  function learn(branch: unknown, agoMs: number, subject = 'pull_request'): void {
    const updated = new Date(clock.now() - agoMs).toISOString();
    const payload = { repository: { default_branch: branch }, [subject]: { updated_at: updated } };
    branches.learn(repository, { payload });
  }
  return { clock, branches, find, learn, reads: () => reads };
}

test('what an event of a moment ago says is not asked for, and is for five minutes', async () => {
  const { clock, find, learn, reads } = start();
  learn('trunk', 1_000);
  expect(await find()).toBe('trunk');
  learn('main', 500, 'workflow_run');
  expect(await find()).toBe('main');
  expect(reads()).toBe(0);
  clock.jump(5 * minuteMs);
  expect(await find()).toBe('read');
});

test.each([
  { what: 'is old', branch: 'old', agoMs: 5 * minuteMs },
  { what: 'has no name', branch: undefined, agoMs: 0 },
  { what: 'has an empty name', branch: '', agoMs: 0 },
  { what: 'has a long name', branch: 'b'.repeat(256), agoMs: 0 },
])('an event that $what says nothing', async ({ branch, agoMs }) => {
  const { find, learn } = start();
  learn(branch, agoMs);
  expect(await find()).toBe('read');
});

test('an event that comes late does not replace what a later one says', async () => {
  const { find, learn } = start();
  learn('new', 1_000);
  learn('old', 60_000);
  expect(await find()).toBe('new');
});

test('what events said before the repository changed is no longer true', async () => {
  const { clock, branches, find, learn } = start();
  learn('old', 1_000);
  branches.forget(repository);
  learn('old', 500);
  expect(await find()).toBe('read');
  clock.jump(1_000);
  learn('new', 0);
  expect(await find()).toBe('new');
});
