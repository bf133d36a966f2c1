/**
 * Renders the issue that shows drift of an instance, or a cause of it. Without clocks, so that equal states are equal texts. It has names from
 * the inventory and from summaries of plans, never a value. Text outside of the server's block stays.
 */
import { createHash } from 'node:crypto';
import { markupTable } from '../../base/markup.ts';
import type { InstanceName } from '../stacks/items.ts';
import { codeMarkup, describeTime, shorten } from './rows.ts';

/** Most changes or instances that are listed. */
const maxListed = 50;
/** Most paths of one change that are named. */
const maxPaths = 10;
/** Longest part of a title, in characters; GitHub takes 256 in all. */
const maxTitlePart = 100;

export interface IssuePlace {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly key: string;
}

export interface IssueText {
  /** For GitHub, which shows it as it is. */
  readonly title: string;
  /** Markdown, as are the details. */
  readonly lead: string;
  readonly details: string;
}

interface IssueChange {
  readonly type: string;
  readonly action: string;
  readonly attributes: readonly string[];
  readonly origin: string;
  readonly resources: number;
}

export interface InstanceDrift {
  readonly since: number;
  readonly instance: InstanceName;
  /** Without those that rules ignore. */
  readonly changes: readonly IssueChange[];
  readonly ignored: number;
}

export interface CauseDrift {
  readonly since: number;
  /** What changed, in Markdown; `undefined`: the summaries of the plans are missing. */
  readonly description: string | undefined;
  readonly instances: readonly InstanceName[];
  /** Of all; `instances` has the first. */
  readonly instanceCount: number;
}

/** Why an issue is closed. */
export type IssueEnd = 'in_sync' | 'ignored' | 'gone' | 'replaced';

const keyLength = 32;

/** The same for the same instance or cause; it names neither. */
export function issueKey(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, keyLength);
}

/** First line of the block, by which the issue is found again. */
export function issueMarker({ workspaceId, repositoryId, key }: IssuePlace): string {
  return `<!-- atmos-pro drift ${[workspaceId, repositoryId, key].join(' ').replace(/[^\w -]/g, '')} -->`;
}

const endMarker = '<!-- end of atmos-pro drift -->';

/** GitHub shows a title as it is, and a name needs none of the characters that mean something elsewhere. */
function titleText(text: string): string {
  return shorten(text, maxTitlePart).replace(/[^\p{L}\p{N} ._,:/+=…-]/gu, '_');
}

function nameInstance({ stack, component }: InstanceName): string {
  return `${codeMarkup(component)} in the stack ${codeMarkup(stack)}`;
}

const doubts = {
  error: 'The newest detection failed, so this may be out of date.',
  unknown: 'There is no recent result, so this may be out of date.',
} as const;

/** The same text, with a line that says why it may be wrong. */
export function addIssueDoubt(text: IssueText, doubt: keyof typeof doubts): IssueText {
  // The first paragraph is what was known.
  const [known = ''] = text.lead.split('\n\n');
  return { ...text, lead: `${known}\n\n${doubts[doubt]}` };
}

function describePaths(attributes: readonly string[]): string {
  if (attributes.length === 0) return 'the whole resource';
  const rest = attributes.length - maxPaths;
  const shown = attributes.slice(0, maxPaths).map(codeMarkup).join('<br>');
  return rest > 0 ? `${shown}<br>… and ${rest} more` : shown;
}

function renderChanges(changes: readonly IssueChange[]): string {
  if (changes.length === 0) return 'The report has no summary of the plan, so what changed is not known.';
  const rows = changes.map(({ type, action, attributes, origin, resources }) => [
    codeMarkup(type),
    describePaths(attributes),
    origin === 'drift' ? 'outside Terraform' : 'in the configuration, or unknown',
    codeMarkup(action),
    String(resources),
  ]);
  return markupTable(['Type', 'Attributes', 'Changed', 'Planned action', 'Resources'], rows, {
    maxRows: maxListed,
  });
}

export function renderInstanceDrift({ instance, changes, ignored, since }: InstanceDrift): IssueText {
  const noise = ignored === 0 ? '' : `\n\nIgnored by rules of the configuration: ${ignored}.`;
  return {
    title: `Drift: ${titleText(instance.component)} in ${titleText(instance.stack)}`,
    lead: `⚠️ ${nameInstance(instance)} has drifted since ${describeTime(since)}.`,
    details: `${renderChanges(changes)}${noise}`,
  };
}

export function renderCauseDrift({ description, instances, instanceCount, since }: CauseDrift): IssueText {
  const rows = instances.map(({ stack, component }) => [codeMarkup(stack), codeMarkup(component)]);
  const table = markupTable(['Stack', 'Component'], rows.slice(0, maxListed));
  const rest = instanceCount - Math.min(rows.length, maxListed);
  const what = description ?? 'Instances drifted, and their reports have no summary of the plan';
  return {
    title: `Drift: ${titleText(description?.replaceAll('`', '') ?? 'what changed is not known')}`,
    lead: `⚠️ ${what}, since ${describeTime(since)}.`,
    details: `${table}${rest > 0 ? `\n\n… and ${rest} more.` : ''}`,
  };
}

const endTexts: Readonly<Record<IssueEnd, string>> = {
  in_sync: '✅ Nothing of this has drifted any more.',
  ignored: '✅ What is left of this is ignored by rules of the configuration.',
  gone: '➖ This is no longer in the inventory, or its drift is no longer detected.',
  replaced: '➖ The configuration asks for other issues now: for each instance, or for each cause.',
};

export function renderIssueEnd(end: IssueEnd): Pick<IssueText, 'lead' | 'details'> {
  return { lead: endTexts[end], details: '' };
}

/** What the server writes into the issue, with its markers. */
export function renderIssueBlock(
  place: IssuePlace,
  { lead, details }: Pick<IssueText, 'lead' | 'details'>,
): string {
  const note =
    '<sub>Atmos Pro writes this part again when the drift changes, and closes the issue when it is over. Text before and after it stays.</sub>';
  return [issueMarker(place), lead, details, note, endMarker].filter((part) => part !== '').join('\n\n');
}

/** The body with this block in place of the one that it has. Text around it stays. */
export function putIssueBlock(body: string, place: IssuePlace, block: string): string {
  const marker = issueMarker(place);
  const start = body.indexOf(marker);
  if (start === -1) return body.trim() === '' ? block : `${block}\n\n${body}`;
  const end = body.indexOf(endMarker, start);
  // Without an end, where the server's text stops is not known: nothing of it is removed.
  if (end === -1)
    return `${body.slice(0, start)}${block}\n\n${body.slice(start + marker.length).trimStart()}`;
  return `${body.slice(0, start)}${block}${body.slice(end + endMarker.length)}`;
}
