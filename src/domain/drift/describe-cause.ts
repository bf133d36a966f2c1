/** A cause of drift as a sentence for people, in Markdown: its names are in backquotes, and consist of harmless characters. */
import type { DriftCause, GuessedCause, KnownCause } from './causes.ts';

const dayMs = 24 * 60 * 60_000;
const shownAttributes = 3;
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

function code(text: string): string {
  return `\`${text}\``;
}

function count(number: number, one: string, several: string): string {
  return `${number} ${number === 1 ? one : several}`;
}

/** `since Tuesday` within six days, `since today`, else the date. In UTC. */
export function describeSince(since: number, now: number): string {
  const date = new Date(since).toISOString().slice(0, 10);
  if (date === new Date(now).toISOString().slice(0, 10)) return 'since today';
  const isRecent = since <= now && now - since < 6 * dayMs;
  return `since ${isRecent ? weekdays[new Date(since).getUTCDay()] : date}`;
}

function describeAttributes(attributes: readonly string[]): string {
  const shown = attributes.slice(0, shownAttributes).map(code);
  const rest = attributes.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  const last = shown.at(-1) ?? '';
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${last}` : last;
}

function describeTypes(types: readonly string[]): string {
  const [only = ''] = types;
  return types.length === 1 ? code(only) : count(types.length, 'type', 'types');
}

/** What happened, with the resources as its subject. */
function describeWhole({ origin, action, types }: KnownCause): string {
  const subject = `Resources of ${describeTypes(types)}`;
  if (origin === 'drift')
    return action === 'create' || action === 'delete' || action === 'forget'
      ? `${subject} were deleted outside Terraform`
      : `${subject} changed outside Terraform`;
  switch (action) {
    case 'create':
      return `${subject} are in the configuration and do not exist`;
    case 'delete':
      return `${subject} exist and are not in the configuration`;
    case 'forget':
      return `${subject} will be removed from the state`;
    default:
      return `${subject} differ from the configuration`;
  }
}

/** What changed, whenever and wherever. */
export function describeCauseChange(cause: KnownCause): string {
  const { origin, action, attributes, types } = cause;
  if (attributes.length === 0) return describeWhole(cause);
  const subject = `${describeAttributes(attributes)} of ${describeTypes(types)}`;
  const many = attributes.length > 1;
  const what =
    origin === 'drift'
      ? 'changed outside Terraform'
      : `${many ? 'differ' : 'differs'} from the configuration`;
  if (action !== 'replace') return `${subject} ${what}`;
  return `${subject} ${what} and ${many ? 'force' : 'forces'} a replacement`;
}

function describeGuess({ status, exitCode, component }: GuessedCause): string {
  const name = code(component.replaceAll('`', "'"));
  if (status === 'drifted') return `${name} drifted at about the same time`;
  return `${name} failed${exitCode === undefined ? '' : ` with exit code ${exitCode}`} at about the same time`;
}

/** `now`: in milliseconds. */
export function describeDriftCause(cause: DriftCause, now: number): string {
  const where = `${count(cause.instanceCount, 'instance', 'instances')}, ${describeSince(cause.since, now)}`;
  if (cause.kind === 'change') return `${describeCauseChange(cause)}, ${where}`;
  return `${describeGuess(cause)}, ${where} (a guess: the reports say nothing about what changed)`;
}
