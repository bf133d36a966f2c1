/** Finds and makes the suite of an App for a commit. */
import type { CheckRun, CheckSuite } from './checks.ts';
import { firstIds } from './ids.ts';
import type { Repository, World } from './world.ts';

function nextId(world: World, first: number, list: 'checkRuns' | 'checkSuites'): number {
  const ids = [...world.repositories.values()].flatMap((one) => one[list].map(({ id }) => id));
  return Math.max(first - 1, ...ids) + 1;
}

export function nextCheckRunId(world: World): number {
  return nextId(world, firstIds.check, 'checkRuns');
}

export function findSuite(
  repository: Repository,
  { appId, headSha }: Pick<CheckSuite, 'appId' | 'headSha'>,
): CheckSuite | undefined {
  return repository.checkSuites.find((suite) => suite.appId === appId && suite.headSha === headSha);
}

export function createSuite(
  world: World,
  repository: Repository,
  options: Pick<CheckSuite, 'appId' | 'before' | 'headBranch' | 'headSha'>,
): CheckSuite {
  const now = world.clock.now();
  const id = nextId(world, firstIds.checkSuite, 'checkSuites');
  const suite = { ...options, id, createdAt: now, updatedAt: now, isRerequested: false };
  repository.checkSuites.push(suite);
  return suite;
}

export function runsOfSuite(repository: Repository, suite: CheckSuite): CheckRun[] {
  return repository.checkRuns.filter(({ suiteId }) => suiteId === suite.id);
}
