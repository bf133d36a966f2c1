/** Names what happened on GitHub, as `settings.pro` names it: an event and its activity, and the subject that they are about. */
import { isRecord } from '../../base/text.ts';

export const dispatchEvents = ['pull_request', 'merge_group', 'release', 'drift_detection'] as const;
export type DispatchEvent = (typeof dispatchEvents)[number];

export interface Activity {
  readonly event: DispatchEvent;
  /** GitHub's name of it, `merged` for a pull request that was closed by a merge, `detect` or `remediate` for drift. */
  readonly activity: string;
}

/** The name of a PR activity that GitHub does not send: `closed` with `merged: true`. */
export const mergedActivity = 'merged';

/** Activities that make a batch and a check at once, before an upload. */
const expectingUpload: ReadonlySet<string> = new Set([
  'pull_request.opened',
  'pull_request.synchronize',
  'pull_request.reopened',
  'pull_request.merged',
  'merge_group.checks_requested',
]);

export function nameActivity({ event, activity }: Activity): string {
  return `${event}.${activity}`;
}

export function expectsUpload(activity: Activity): boolean {
  return expectingUpload.has(nameActivity(activity));
}

export function isMerge({ event, activity }: Activity): boolean {
  return event === 'pull_request' && activity === mergedActivity;
}

/** Whether a new head of the pull request ends its batch. A merge, a queue group, a release and a sweep end by themselves. */
export function isSuperseded({ event, activity }: Activity): boolean {
  return event === 'pull_request' && activity !== mergedActivity;
}

/** GitHub's activity names: lower-case words joined by underscores. */
export function isActivityName(name: string): boolean {
  return /^[a-z][a-z_]{0,63}$/.test(name);
}

/**
 * The activity of a delivery. `undefined`: nothing can be wired to it (`merge_group.destroyed`, another event). `body` is the
 * delivery's, not validated.
 */
export function readActivity(event: string, action: string, body: unknown): Activity | undefined {
  // GitHub sends no `merged`: only a merge may be one.
  if (!isActivityName(action) || action === mergedActivity) return undefined;
  if (event === 'pull_request') {
    const pull = isRecord(body) ? body['pull_request'] : undefined;
    const isMerged = action === 'closed' && isRecord(pull) && pull['merged'] === true;
    return { event, activity: isMerged ? mergedActivity : action };
  }
  if (event === 'merge_group') {
    return action === 'checks_requested' ? { event, activity: action } : undefined;
  }
  return event === 'release' ? { event, activity: action } : undefined;
}

/** What a batch is about; its text is part of natural keys. */
export type BatchSubject =
  | { readonly type: 'pull_request'; readonly number: number }
  | { readonly type: 'merge_group'; readonly headSha: string }
  | { readonly type: 'release'; readonly id: string }
  | { readonly type: 'sweep'; readonly schedule: string; readonly dueAt: number }
  /** Drift that a person has remediated; `id`: 32 hexadecimal digits. */
  | { readonly type: 'remediation'; readonly id: string };

/** `pr/12`, `group/<sha>`, `release/<id>`, `sweep/<name>/<due>`, `remediation/<id>` */
export function nameSubject(subject: BatchSubject): string {
  switch (subject.type) {
    case 'pull_request':
      return `pr/${subject.number}`;
    case 'merge_group':
      return `group/${subject.headSha}`;
    case 'release':
      return `release/${subject.id}`;
    case 'sweep':
      return `sweep/${subject.schedule}/${subject.dueAt}`;
    case 'remediation':
      return `remediation/${subject.id}`;
  }
}

/** What the text of a subject names; `undefined` for any other text. */
export function readBatchSubject(text: string): BatchSubject | undefined {
  const [, type, rest = ''] = /^(pr|group|release|sweep|remediation)\/(.+)$/s.exec(text) ?? [];
  switch (type) {
    case 'pr':
      return /^[1-9][0-9]{0,9}$/.test(rest) ? { type: 'pull_request', number: Number(rest) } : undefined;
    case 'group':
      return /^[0-9a-f]{40,64}$/.test(rest) ? { type: 'merge_group', headSha: rest } : undefined;
    case 'remediation':
      return /^[0-9a-f]{32}$/.test(rest) ? { type: 'remediation', id: rest } : undefined;
    case 'release':
      return /^[1-9][0-9]{0,15}$/.test(rest) ? { type: 'release', id: rest } : undefined;
    default: {
      const [, schedule, dueAt] = /^(.+)\/([0-9]{1,15})$/s.exec(rest) ?? [];
      return type === 'sweep' && schedule !== undefined
        ? { type: 'sweep', schedule, dueAt: Number(dueAt) }
        : undefined;
    }
  }
}

export interface GroupRef {
  readonly base: string;
  /** The last pull request of the group; it may have others. */
  readonly pullNumber: number;
  /** `undefined`: it is abbreviated. */
  readonly baseSha: string | undefined;
}

/**
 * Reads `[refs/heads/]gh-readonly-queue/<base>/pr-<N>-<sha>` from its end, since a base branch may have slashes. The SHA in it
 * is the group's base, never the commit to test.
 */
export function readGroupRef(ref: string): GroupRef | undefined {
  if (ref.length > 1_024) return undefined;
  const found = /^(?:refs\/heads\/)?gh-readonly-queue\/(.+)\/pr-([1-9][0-9]{0,9})-([0-9a-f]{7,64})$/.exec(
    ref,
  );
  const [, base, number, sha = ''] = found ?? [];
  if (base === undefined || number === undefined) return undefined;
  const isWhole = sha.length === 40 || sha.length === 64;
  return { base, pullNumber: Number(number), baseSha: isWhole ? sha : undefined };
}
