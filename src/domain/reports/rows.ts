/** Describes one deployment to people: an icon, a sentence, its runs. Markdown in which every foreign text is inert. */
import { markupCode } from '../../base/markup.ts';
import type { NodeReason, NodeState } from '../dispatch/node-states.ts';
import type { LockNote, ReportRow, RunLink } from './report.ts';

/** Longest foreign text that is repeated, in characters. */
const maxShown = 200;

export function shorten(text: string, length: number = maxShown): string {
  return text.length > length ? `${text.slice(0, length - 1).toWellFormed()}…` : text;
}

/**
 * Foreign text. In code GitHub makes no mention and no reference of it; with the colon and the dot spelled out it makes no link
 * of an address either.
 */
export function codeMarkup(text: string): string {
  return markupCode(shorten(text))
    .replaceAll('://', '&#58;//')
    .replace(/www\./gi, (www) => `${www.slice(0, 3)}&#46;`);
}

/** A link where the address is a plain one, else the text alone. `text` is Markdown already. */
export function linkMarkup(text: string, url: string | undefined): string {
  const isPlain =
    url !== undefined && url.length <= 500 && /^https?:\/\/[\w.:-]+(?:\/[\w.~%@:+=,/#?&-]*)?$/.test(url);
  return isPlain ? `[${text}](${url})` : text;
}

/** `2026-03-02 14:00Z`. `time`: milliseconds since the Unix epoch. */
export function describeTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')}Z`;
}

export function shortSha(sha: string): string {
  return isSha(sha) ? `\`${sha.slice(0, 7)}\`` : 'an unknown commit';
}

function isSha(text: string): boolean {
  return /^[0-9a-f]{7,64}$/.test(text);
}

/** `repositoryUrl`: such as `https://github.com/acme/infra`. */
export function linkCommit(sha: string, repositoryUrl: string): string {
  return linkMarkup(shortSha(sha), isSha(sha) ? `${repositoryUrl}/commit/${sha}` : undefined);
}

const icons: Readonly<Record<NodeState, string>> = {
  waiting: '⏳',
  ready: '🕓',
  locked: '🔒',
  dispatching: '🕓',
  running: '🔄',
  approval: '✋',
  succeeded: '✅',
  failed: '❌',
  timed_out: '⌛',
  cancelled: '🚫',
  upstream_failed: '⛔',
  refused: '⚠️',
  skipped: '➖',
  superseded: '♻️',
  withdrawn: '♻️',
};

/** Where the row's own facts say nothing better. Plain text. */
export const reasonTexts: Readonly<Record<NodeReason, string>> = {
  not_wired: 'no workflow for this activity',
  disabled: 'disabled',
  deleted: 'removed from the configuration',
  runs_on_published: 'runs on `published`',
  overtaken: 'a later merge was deployed',
  run_skipped: 'the conditions of its workflow skipped every job',
  detecting: 'an earlier detection is still running',
  instance_locked: 'its lock is held',
  changing: 'a deployment that changes it has not ended',
  backed_off: 'earlier detections reported no result, so it is checked less often',
  cycle: 'it depends on itself',
  fallback:
    'the merge queue has no workflow of its own, and `merge_queue.fallback` does not allow the one for `synchronize`',
  no_merge_commit: 'GitHub does not name the merge commit',
  file_missing: 'the workflow file does not exist on the default branch',
  file_unreadable: 'the workflow file is not valid',
  no_dispatch_trigger: 'the workflow file has no trigger `workflow_dispatch`',
  leftover: 'an input has a template that was not rendered: set `templates.settings.enabled: true`',
  input_shape: 'an input is a list or a map',
  undeclared_input: 'the workflow file does not declare an input',
  missing_input: 'a required input is missing',
  ill_typed_input: 'an input has the wrong type',
  no_sha: 'the workflow file does not declare the input `sha`',
  too_many_inputs: 'too many inputs',
  inputs_too_long: 'the inputs are too long',
  rejected: 'GitHub rejected the dispatch',
  no_run: 'GitHub accepted the dispatch, but no run appeared',
  unknown_run: 'several runs may be its own: check them before you retry',
  run: 'the run failed',
  lock_wait: 'the lock was not released in time',
};

/** A mention where the name is one of GitHub, else inert text. */
export function describeLogin(login: string): string {
  return /^[A-Za-z0-9][A-Za-z0-9-]{0,38}$/.test(login) ? `@${login}` : codeMarkup(login);
}

function describeApproval({ runs }: ReportRow): string {
  const approval = runs.find((run) => run.approval !== undefined)?.approval;
  if (approval === undefined) return 'waiting for approval';
  const reviewers = approval.reviewers.slice(0, 6).map(describeLogin).join(', ');
  return `waiting for approval of ${codeMarkup(approval.environment)}${reviewers === '' ? '' : ` by ${reviewers}`}`;
}

const waitTexts: Readonly<Record<LockNote['type'], string>> = {
  lock: 'locked by',
  queue: 'in the queue for its lock, behind',
  run: 'waiting for',
};

function describeLockNote({ type, holder, url, message, since, until }: LockNote): string {
  const parts = [
    `${waitTexts[type]} ${linkMarkup(codeMarkup(holder), url)}`,
    message === '' ? '' : ` (“${codeMarkup(message)}”)`,
    since === undefined ? '' : ` since ${describeTime(since)}`,
    until === undefined ? '' : `, until ${describeTime(until)}`,
  ];
  return parts.join('');
}

function describeSuccess({ result, changes }: ReportRow): string {
  const counts = changes === undefined ? '' : ` (+${changes.create} ~${changes.update} −${changes.delete})`;
  switch (result) {
    case 'no_changes':
      return 'no changes';
    case 'changes':
      return `changes${counts}`;
    case 'applied':
      return `applied${counts}`;
    default:
      return 'succeeded';
  }
}

function describeFailure(row: ReportRow): string {
  if (row.reason === 'overtaken') return 'failed: a later merge had started here and failed';
  if (row.reason === 'lock_wait') return 'failed: the lock was not released in time';
  const code = row.runs.find(({ exitCode }) => exitCode !== undefined && exitCode !== 0)?.exitCode;
  const what = row.kind === 'plan' ? 'plan' : 'apply';
  return code === undefined ? 'failed' : `failed: ${what} exited with code ${code}`;
}

function describeReason({ reason, detail, overtakenBy }: ReportRow): string {
  if (reason === 'overtaken' && overtakenBy !== undefined) return `#${overtakenBy} deployed a later commit`;
  if (detail !== undefined && detail !== '') return codeMarkup(detail);
  return reason === undefined ? 'unknown' : reasonTexts[reason];
}

function describeState(row: ReportRow, replacedBy: string | undefined): string {
  switch (row.state) {
    case 'waiting':
      return row.openParents === 1 ? 'waiting for 1 other' : `waiting for ${row.openParents} others`;
    case 'ready':
    case 'dispatching':
      return 'starting';
    case 'locked':
      return row.lock === undefined ? 'waiting for its lock' : describeLockNote(row.lock);
    case 'running':
      return 'running';
    case 'approval':
      return describeApproval(row);
    case 'succeeded':
      return describeSuccess(row);
    case 'failed':
      return describeFailure(row);
    case 'timed_out':
      return 'timed out';
    case 'cancelled': {
      const file = row.runs.at(-1)?.file;
      return `cancelled on GitHub${file === undefined ? '' : `: check ${codeMarkup('concurrency')} in ${codeMarkup(file)}`}`;
    }
    case 'upstream_failed':
      return `not started: ${row.blockedBy === undefined ? 'a dependency' : codeMarkup(row.blockedBy)} failed`;
    case 'refused':
      return `could not start: ${describeReason(row)}`;
    case 'skipped':
      return `skipped: ${describeReason(row)}`;
    case 'superseded':
      return replacedBy === undefined ? 'replaced' : `replaced by ${shortSha(replacedBy)}`;
    // By a later upload of its commit, or with its pull request: a commit that comes later has not replaced it.
    case 'withdrawn':
      return 'withdrawn';
  }
}

function describeRun({ label, url, file }: RunLink, isOnly: boolean): string {
  // In a link `#812` is not a reference to a pull request; outside of one it would be.
  const plain = /^[0-9]{1,20}$/.test(label) ? `#${label}` : codeMarkup(label);
  const linked = linkMarkup(plain, url);
  const number = linked === plain ? codeMarkup(label) : linked;
  return isOnly ? number : `${number} ${codeMarkup(file)}`;
}

/** A sentence about its state. */
export function describeRow(row: ReportRow, replacedBy: string | undefined): string {
  const isUncertain = row.kind === 'plan' && row.failedParents > 0 && row.openParents === 0;
  const hint = isUncertain && row.state !== 'skipped' ? ' (a dependency failed: this plan may be wrong)' : '';
  return `${describeState(row, replacedBy)}${hint}`;
}

/** Cells of a table: icon, stack, component, sentence, runs. */
export function renderRow(row: ReportRow, replacedBy?: string): readonly string[] {
  const runs = row.runs.slice(0, 5).map((run) => describeRun(run, row.runs.length === 1));
  return [
    icons[row.state],
    codeMarkup(row.stack),
    codeMarkup(row.component),
    describeRow(row, replacedBy),
    runs.join('<br>'),
  ];
}

/** What needs a person first, then failures, then what runs, waits, and is done. */
const urgency: Readonly<Record<NodeState, number>> = {
  approval: 0,
  failed: 1,
  refused: 1,
  timed_out: 1,
  cancelled: 1,
  upstream_failed: 1,
  dispatching: 2,
  running: 2,
  locked: 3,
  ready: 3,
  waiting: 3,
  succeeded: 4,
  skipped: 4,
  superseded: 5,
  withdrawn: 5,
};

export function isFailure({ state }: Pick<ReportRow, 'state'>): boolean {
  return urgency[state] === 1;
}

export function compareRows(one: ReportRow, other: ReportRow): number {
  if (one.state !== other.state && urgency[one.state] !== urgency[other.state]) {
    return urgency[one.state] - urgency[other.state];
  }
  if (one.stack !== other.stack) return one.stack < other.stack ? -1 : 1;
  return one.component < other.component ? -1 : one.component === other.component ? 0 : 1;
}

/** Skipped deployments that have a line of their own; the others are only counted, or not worth a word. */
export function isShown({ state, reason }: ReportRow): boolean {
  return state !== 'skipped' || reason === 'overtaken' || reason === 'run_skipped';
}
