/** Renders what a batch is: what it is about, its commit, its state, the names of its deployments. */
import { describeSubject } from '../../domain/dispatch/subject.ts';
import type { BatchSummary, NamedRepository } from '../../domain/reports/batch-summary.ts';
import type { InstanceName } from '../../domain/stacks/items.ts';
import { type Html, html } from '../html.ts';
import { renderOutsideLink } from '../parts/link.ts';

function linkOnGitHub(url: string | undefined, place: string, text: string): Html {
  return url === undefined ? html`${text}` : renderOutsideLink(`${url}${place}`, text);
}

export function linkRepository({ name, url }: NamedRepository): Html {
  return linkOnGitHub(url, '', name);
}

/** The pull request, merge group, release or schedule. */
export function linkSubject({ subject, repository: { url } }: BatchSummary): Html {
  const text = describeSubject(subject);
  const [, kind = '', name = ''] = /^(pr|group|release)\/(\w+)$/.exec(subject) ?? [];
  const place = { pr: `/pull/${name}`, group: `/commit/${name}`, release: '/releases' }[kind];
  return place === undefined ? html`${text}` : linkOnGitHub(url, place, text);
}

/** Of a merge group. */
export function linkPulls(pulls: readonly number[], { url }: NamedRepository): Html {
  return html`${pulls.map((pull, index) => html`${index > 0 && ', '}${linkOnGitHub(url, `/pull/${pull}`, `#${pull}`)}`)}`;
}

export function linkBatchCommit(sha: string, { url }: NamedRepository): Html {
  return /^[0-9a-f]{7,64}$/.test(sha)
    ? html`<code>${linkOnGitHub(url, `/commit/${sha}`, sha.slice(0, 7))}</code>`
    : html`—`;
}

export function nameInstance({ stack, component }: InstanceName): string {
  return `${component} in ${stack}`;
}
