/** Tries the candidates for the base of a comparison until one of them is a commit. */
import { ActionError } from '../base/errors.ts';
import type { Logger } from '../base/ports.ts';
import type { BasePlan, BaseWay } from '../domain/stacks/plan-base.ts';
import { findBeforeMerge } from './before-merge.ts';
import type { History } from './history.ts';

export interface ResolvedBase {
  /** Full SHA of the base. The checkout has it. */
  readonly baseSha: string;
  /** Full SHA under which a server knows the change. */
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
      `The checkout is ahead of the merge commit ${way.mergeSha}, so later changes count as affected too. Check out github.event.pull_request.merge_commit_sha.`,
    );
  const source =
    sha === before
      ? 'the base branch before the merge'
      : 'merge base of the pull request and its base branch before the merge';
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
      // The checkout is on the branch itself: there is nothing to compare.
      return sha === checkout ? undefined : found(sha, `merge base with ${way.branch}`);
    }
    case 'parent': {
      const [parent] = await history.parents(checkout);
      return found(
        parent === undefined ? undefined : await history.ensure(parent),
        'parent of the checked-out commit',
      );
    }
    case 'commit':
      return found(await history.ensure(way.sha), way.source);
    case 'branch': {
      const tip = await history.branchTip(way.branch);
      if (tip !== undefined && way.isLastResort)
        logger.warn(
          `The base is the tip of ${way.branch}, so changes that were merged there meanwhile count as affected too. Check out with \`fetch-depth: 0\`, or give the job \`contents: read\`.`,
        );
      return found(tip, `the tip of ${way.branch} (${way.source})`);
    }
    case 'default-branch':
      return found(await history.defaultTip(), way.source);
  }
}

/** Throws INPUT_BASE_UNKNOWN if no candidate is a commit, or nothing is checked out. */
export async function resolveBase(plan: BasePlan, ports: BasePorts): Promise<ResolvedBase> {
  const checkout = await ports.history.find('HEAD');
  if (checkout === undefined) {
    throw new ActionError('INPUT_BASE_UNKNOWN', 'There is no git checkout.', {
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
    'The commit to compare with is not in the checkout and cannot be fetched.',
    { hint: 'Check out with `fetch-depth: 0`, keep the credentials of actions/checkout, or set `base`.' },
  );
}
