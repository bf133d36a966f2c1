/**
 * Applies events of merge groups: their own, and the suite of checks that GitHub requests for the branch of a group, which comes even
 * where `merge_group` is lost.
 */
import { isRecord } from '../../base/text.ts';
import { readGroupBranch, readGroupEnd, readMergeGroup } from '../../github/merge-groups.ts';
import { applyGroup, endGroup, type GroupBatchPorts } from './group-batches.ts';
import { askForGroupPulls, type GroupPullPorts } from './group-pulls.ts';
import type { ApplyDelivery, PrepareDelivery } from './seams.ts';

function ignore(reason: string): ApplyDelivery {
  return async () => ({ status: 'ignored', reason });
}

export interface GroupEventPorts extends GroupBatchPorts, GroupPullPorts {}

export function createGroupEvents(ports: GroupEventPorts): PrepareDelivery {
  return async ({ guid, action, payload, receivedAt }, repository, signal) => {
    const group = readMergeGroup(payload);
    if (group === undefined) return ignore('The event does not show a merge group.');
    if (action === 'destroyed') {
      const endedAs = readGroupEnd(payload);
      return async (trx) => {
        await endGroup(trx, { repository, group, endedAs }, ports);
        return { status: 'applied' };
      };
    }
    const pulls = await askForGroupPulls({ repository, group, signal }, ports);
    return async (trx) => {
      await applyGroup(trx, { repository, group, pulls, guid, at: receivedAt }, ports);
      return { status: 'applied' };
    };
  };
}

/** `next`: of suites that a person asks for again. */
export function createSuiteEvents(
  ports: GroupEventPorts,
  next: PrepareDelivery | undefined,
): PrepareDelivery {
  return async (event, repository, signal) => {
    const { action, payload, receivedAt: at } = event;
    if (action !== 'requested')
      return next === undefined
        ? ignore('Nothing on this server acts on the event.')
        : next(event, repository, signal);
    const suite = payload['check_suite'];
    const group = isRecord(suite) ? readGroupBranch(suite['head_branch'], suite['head_sha']) : undefined;
    if (group === undefined) return ignore('The suite is not for a merge group.');
    const pulls = await askForGroupPulls({ repository, group, signal }, ports);
    return async (trx) => {
      await applyGroup(trx, { repository, group, pulls, guid: undefined, at }, ports);
      return { status: 'applied' };
    };
  };
}
