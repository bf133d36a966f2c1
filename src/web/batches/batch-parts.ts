/** Renders what a batch is: what it is about, its commit, its state, the names of its deployments. */
import type { BatchState } from '../../domain/dispatch/advance-batch.ts';
import type { Conclusion, NodeCounts } from '../../domain/dispatch/conclude.ts';
import type { HoldReason } from '../../domain/dispatch/hold.ts';
import type { RetryScope } from '../../domain/dispatch/retry.ts';
import { describeSubject } from '../../domain/dispatch/subject.ts';
import type { InstanceName } from '../../domain/stacks/items.ts';
import { type Html, html } from '../html.ts';
import { renderOutsideLink } from '../parts/link.ts';

/** A repository as pages name it. */
export interface NamedRepository {
  readonly name: string;
  /** On GitHub; `undefined`: its name is unknown. */
  readonly url: string | undefined;
}

/** Times in milliseconds since the Unix epoch. */
export interface PlainBatch {
  readonly id: number;
  readonly repository: NamedRepository;
  readonly event: string;
  readonly activity: string;
  readonly subject: string;
  readonly headSha: string;
  readonly state: BatchState;
  readonly conclusion: Conclusion | undefined;
  /** Why nothing was started, in a few words. */
  readonly reason: string | undefined;
  readonly heldBy: HoldReason | undefined;
  readonly counts: NodeCounts;
  readonly createdAt: number;
  readonly concludedAt: number | undefined;
  /** What a retry would run again; `undefined`: nothing. */
  readonly retry: RetryScope | undefined;
}

function linkOnGitHub(url: string | undefined, place: string, text: string): Html {
  return url === undefined ? html`${text}` : renderOutsideLink(`${url}${place}`, text);
}

export function linkRepository({ name, url }: NamedRepository): Html {
  return linkOnGitHub(url, '', name);
}

/** The pull request, merge group, release or schedule. */
export function linkSubject({ subject, repository: { url } }: PlainBatch): Html {
  const text = describeSubject(subject);
  const [, kind = '', name = ''] = /^(pr|group|release)\/(\w+)$/.exec(subject) ?? [];
  const place = { pr: `/pull/${name}`, group: `/commit/${name}`, release: '/releases' }[kind];
  return place === undefined ? html`${text}` : linkOnGitHub(url, place, text);
}

export function linkBatchCommit(sha: string, { url }: NamedRepository): Html {
  return /^[0-9a-f]{7,64}$/.test(sha)
    ? html`<code>${linkOnGitHub(url, `/commit/${sha}`, sha.slice(0, 7))}</code>`
    : html`—`;
}

export function nameInstance({ stack, component }: InstanceName): string {
  return `${component} in ${stack}`;
}
