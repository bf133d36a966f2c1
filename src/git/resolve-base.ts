/** Walks the ways to the base of a comparison until one leads to a commit. */
import { ActionError } from '../base/errors.ts';
import type { Logger } from '../base/ports.ts';
import type { BasePlan, BaseWay } from '../domain/stacks/plan-base.ts';
import { findBeforeMerge } from './before-merge.ts';
import type { History } from './history.ts';

export interface Comparison {
  /** Full id of the commit that is compared against. It is here. */
  readonly baseSha: string;
  /** Full id under which a server knows what is compared. */
  readonly headSha: string;
  /** How the base was found, for people. */
  readonly source: string;
}

interface Found {
  readonly sha: string;
  readonly source: string;
}

interface BasePorts {
  readonly history: History;
  readonly logger: Logger;
}

async function beforeMerge(
  way: Extract<BaseWay, { kind: 'before-merge' }>,
  checkout: string,
  { history, logger }: BasePorts,
): Promise<Found | undefined> {
  const before = await findBeforeMerge(way, history);
  const sha = before === undefined ? undefined : await history.mergeBase(before, checkout);
  if (before === undefined || sha === undefined) return undefined;
  const isOther = checkout !== way.mergeSha && checkout !== way.headSha;
  if (isOther && (await history.isAncestor(way.mergeSha, checkout)))
    logger.warn(
      `The checkout is ahead of the merge ${way.mergeSha}, so what came after it counts as affected too. Check out github.event.pull_request.merge_commit_sha.`,
    );
  const source =
    sha === before
      ? 'the base branch before the merge'
      : 'where the pull request left the base branch before the merge';
  return { sha, source };
}

async function follow(way: BaseWay, checkout: string, ports: BasePorts): Promise<Found | undefined> {
  const { history, logger } = ports;
  const found = (sha: string | undefined, source: string) =>
    sha === undefined ? undefined : { sha, source };
  switch (way.kind) {
    case 'before-merge':
      return beforeMerge(way, checkout, ports);
    case 'merge-base': {
      const tip = await history.branchTip(way.branch);
      const sha = tip === undefined ? undefined : await history.mergeBase(checkout, tip);
      // The checkout is on the branch itself: there would be nothing to compare.
      return sha === checkout ? undefined : found(sha, `where the checkout left ${way.branch}`);
    }
    case 'parent': {
      const [parent] = await history.parents(checkout);
      return found(
        parent === undefined ? undefined : await history.ensure(parent),
        'the parent of the checkout',
      );
    }
    case 'commit':
      return found(await history.ensure(way.sha), way.source);
    case 'branch': {
      const tip = await history.branchTip(way.branch);
      if (tip !== undefined && way.isLastResort)
        logger.warn(
          `The base is the tip of ${way.branch}: what others merged there meanwhile counts as affected too. Check out with fetch-depth: 0, or let the job read the repository.`,
        );
      return found(tip, `the tip of ${way.branch} (${way.source})`);
    }
    case 'default-branch':
      return found(await history.defaultTip(), way.source);
  }
}

/** Throws INPUT_BASE_UNKNOWN when no way leads to a commit, or nothing is checked out. */
export async function resolveBase(plan: BasePlan, ports: BasePorts): Promise<Comparison> {
  const checkout = await ports.history.find('HEAD');
  if (checkout === undefined) {
    throw new ActionError('INPUT_BASE_UNKNOWN', 'There is no git checkout to compare.', {
      hint: 'Run actions/checkout before this step.',
    });
  }
  for (const way of plan.ways) {
    const found = await follow(way, checkout, ports);
    if (found !== undefined)
      return { baseSha: found.sha, headSha: plan.headSha ?? checkout, source: found.source };
  }
  throw new ActionError(
    'INPUT_BASE_UNKNOWN',
    'The commit to compare with is not in the checkout and could not be fetched.',
    {
      hint: 'Check out with fetch-depth: 0, or keep the credentials of actions/checkout so that it can be fetched, or set the input base.',
    },
  );
}
