/** Judges the checks that a branch requires, on one commit. */
import { latestChecks, stateOfCheck } from '../world/checks.ts';
import type { RequiredCheck } from '../world/merge-queues.ts';
import type { Repository, World } from '../world/world.ts';

/** Neutral and skipped checks pass, as at GitHub. */
const passing: ReadonlySet<string | undefined> = new Set(['success', 'neutral', 'skipped']);

function judgeCheck(
  world: World,
  repository: Repository,
  { required, sha }: { readonly required: RequiredCheck; readonly sha: string },
): 'passed' | 'failed' | 'open' {
  const own = latestChecks(repository.checkRuns.filter(({ headSha }) => headSha === sha)).filter(
    ({ name, appId }) =>
      name === required.name && (required.app === undefined || world.apps.get(appId)?.slug === required.app),
  );
  const states = own.map((run) => stateOfCheck(run, world.clock.now()));
  if (states.length === 0 || states.some(({ status }) => status !== 'completed')) return 'open';
  return states.every(({ conclusion }) => passing.has(conclusion)) ? 'passed' : 'failed';
}

export interface CheckVerdict {
  readonly status: 'passed' | 'failed' | 'open';
  /** Name of the first check that has not passed. */
  readonly check?: string | undefined;
}

export function judgeChecks(
  world: World,
  repository: Repository,
  { checks, sha }: { readonly checks: readonly RequiredCheck[]; readonly sha: string },
): CheckVerdict {
  const verdicts = checks.map((required) => ({
    status: judgeCheck(world, repository, { required, sha }),
    check: required.name,
  }));
  const find = (wanted: CheckVerdict['status']) => verdicts.find(({ status }) => status === wanted);
  return find('failed') ?? find('open') ?? { status: 'passed' };
}
