/** Which events of GitHub the server acts on; the others are acknowledged and counted, and leave no row. */

import { isRecord } from '../../base/text.ts';
import { isQueueBranch } from '../../github/merge-groups.ts';
import type { Payload } from './payload.ts';

/** Actions by event; `any`: all of them. An event without actions, such as `ping`, is never stored. */
const wantedEvents = {
  pull_request: 'any',
  merge_group: ['checks_requested', 'destroyed'],
  release: 'any',
  workflow_run: ['requested', 'in_progress', 'completed'],
  deployment_review: ['requested', 'approved', 'rejected'],
  issue_comment: ['edited'],
  check_run: ['rerequested', 'requested_action'],
  check_suite: ['requested', 'rerequested'],
  repository: ['renamed', 'transferred', 'archived', 'unarchived', 'deleted', 'edited'],
} as const satisfies Readonly<Record<string, 'any' | readonly string[]>>;

export type WantedEvent = keyof typeof wantedEvents;

export const wantedEventNames: readonly string[] = Object.keys(wantedEvents);

export function isWantedEvent(event: string): event is WantedEvent {
  return Object.hasOwn(wantedEvents, event);
}

/** Every push requests a suite; only those of merge queues tell something. */
export function isWantedSuite(event: string, action: string | undefined, payload: Payload): boolean {
  if (event !== 'check_suite' || action !== 'requested') return true;
  const suite = payload['check_suite'];
  return isRecord(suite) && isQueueBranch(suite['head_branch']);
}

export function isWantedDelivery(event: string, action: string | undefined): event is WantedEvent {
  if (!isWantedEvent(event) || action === undefined) return false;
  const actions: 'any' | readonly string[] = wantedEvents[event];
  return actions === 'any' || actions.includes(action);
}
