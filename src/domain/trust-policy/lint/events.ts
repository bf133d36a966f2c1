/** The events that start runs: which refs their runs have, and who can cause them. */

import { suggestWord } from '../../../base/suggest-word.ts';

type RefKind = 'heads' | 'tags' | 'pull';

const branches: readonly RefKind[] = ['heads'];
const branchesAndTags: readonly RefKind[] = ['heads', 'tags'];
/** A run that the merge of a pull request starts has the ref of the branch that it was merged into. */
const pullRequests: readonly RefKind[] = ['pull', 'heads'];
const anything: readonly RefKind[] = ['heads', 'tags', 'pull'];

/** Every event that starts workflows, as GitHub documents them, with the refs that its runs can have; everything where GitHub does not say. */
const refKindsOfEvents = {
  branch_protection_rule: branches,
  check_run: anything,
  check_suite: anything,
  create: branchesAndTags,
  delete: anything,
  deployment: anything,
  deployment_status: anything,
  discussion: branches,
  discussion_comment: branches,
  dynamic: anything,
  fork: branches,
  gollum: branches,
  image_version: anything,
  issue_comment: branches,
  issues: branches,
  label: branches,
  merge_group: branches,
  milestone: branches,
  page_build: anything,
  project: branches,
  project_card: branches,
  project_column: branches,
  public: branches,
  pull_request: pullRequests,
  pull_request_review: pullRequests,
  pull_request_review_comment: pullRequests,
  pull_request_target: branches,
  push: branchesAndTags,
  registry_package: anything,
  release: branchesAndTags,
  repository_dispatch: branches,
  schedule: branches,
  status: anything,
  watch: branches,
  workflow_dispatch: branchesAndTags,
  workflow_run: branches,
} as const satisfies Record<string, readonly RefKind[]>;

export type EventName = keyof typeof refKindsOfEvents;
const eventNames = Object.keys(refKindsOfEvents).filter(isEventName);

/** Globs of the refs that runs of the events can have. */
export function refsOfEvents(events: readonly EventName[]): readonly string[] {
  const kinds = new Set<RefKind>(events.flatMap((event) => refKindsOfEvents[event]));
  return [...kinds].map((kind) => `refs/${kind}/*`);
}

export function isEventName(name: string): name is EventName {
  return Object.hasOwn(refKindsOfEvents, name);
}

/** Events whose runs belong to a pull request, and carry `base_ref` and `head_ref`. */
export function isPullRequestEvent(event: string): boolean {
  return event.startsWith('pull_request');
}

/**
 * Events that people without write access can cause, on the workflow of the default branch and so with a full ID token. `workflow_run`
 * follows any run, also one for a pull request of a fork.
 */
export const outsiderEvents: readonly EventName[] = [
  ...(['pull_request_target', 'issue_comment', 'issues', 'discussion', 'discussion_comment'] as const),
  ...(['fork', 'watch', 'workflow_run'] as const),
];

/** Most characters that a misspelled name of an event has more or less. */
const maxSpellingDifference = 2;

/** Why no run has such an event, the end of a sentence; nothing when one may. A name that is new at GitHub may. */
export function describeEventFault(pattern: string): string | undefined {
  if (/[\s,;|]/.test(pattern)) return 'it names one event, not a list: write a rule for each';
  if (pattern === 'workflow_call')
    return 'a reusable workflow runs with the event of its caller: to name the workflow, use job_workflow_ref';
  const meant = suggestWord(pattern, eventNames);
  const isNear = meant !== undefined && Math.abs(meant.length - pattern.length) <= maxSpellingDifference;
  if (/[^a-z0-9_*?]/.test(pattern))
    return `the name of an event has lower-case letters and underscores, such as "${isNear ? meant : 'push'}"`;
  if (/[*?]/.test(pattern) || isEventName(pattern) || !isNear) return undefined;
  return `GitHub has no such event; did you mean "${meant}"`;
}
