/** Renders batches as text, safe to print on a terminal: a table, and one with its deployments. */
import { isRecord } from '../../base/text.ts';
import { toPrintable } from '../admin/printable.ts';
import { renderColumns } from '../columns.ts';

type Fields = Readonly<Record<string, unknown>>;

const batchHead = ['ID', 'STATE', 'DONE', 'REPOSITORY', 'SUBJECT', 'COMMIT', 'ACTIVITY', 'SINCE', 'WHY'];
const deploymentHead = ['NO', 'STATE', 'STACK', 'COMPONENT', 'KIND', 'ATTEMPT', 'RUN', 'WHY'];
const openStates: readonly string[] = ['waiting', 'ready', 'locked', 'dispatching', 'running', 'approval'];
const shownShaLength = 7;

export function toFields(value: unknown): Fields {
  return isRecord(value) ? value : {};
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** How many deployments have ended, of all that start something. */
function renderDone(value: unknown): string {
  const counts = Object.entries(toFields(value)).flatMap(([state, count]) =>
    typeof count === 'number' && state !== 'skipped' ? [{ state, count }] : [],
  );
  const sum = (some: typeof counts) => some.reduce((total, { count }) => total + count, 0);
  const open = counts.filter(({ state }) => openStates.includes(state));
  return counts.length === 0 ? '-' : `${sum(counts) - sum(open)}/${sum(counts)}`;
}

/** `held by fork`, `concluded: failure`, or the state alone. */
export function renderBatchState({ state, heldBy, conclusion }: Fields): string {
  const name = toPrintable(state);
  if (name === 'held') return `held by ${toPrintable(heldBy)}`;
  return name === 'concluded' ? `concluded: ${toPrintable(conclusion)}` : name;
}

function renderBatchRow(batch: Fields): readonly string[] {
  const { id, counts, repository, subject, sha, headSha, activity, updatedAt, message } = batch;
  return [
    toPrintable(id),
    renderBatchState(batch),
    renderDone(counts),
    toPrintable(repository),
    toPrintable(subject),
    toPrintable(sha ?? headSha).slice(0, shownShaLength),
    toPrintable(activity),
    toPrintable(updatedAt),
    toPrintable(message) || '-',
  ];
}

export function renderBatches(batches: readonly Fields[]): string {
  return renderColumns([batchHead, ...batches.map(renderBatchRow)]);
}

/** Why a deployment is where it is, in the order of what helps most. */
function renderWhy({ state, status, message, waitsFor, openParents, dispatches, result }: Fields): string {
  const sentence = toPrintable(status);
  const [newest] = listOf(dispatches);
  // GitHub's last error explains why it takes so long.
  const trouble = state === 'ready' || state === 'dispatching' ? toPrintable(newest?.['message']) : '';
  if (sentence !== '') return trouble === '' ? sentence : `${sentence}: ${trouble}`;
  // A server of an earlier version has no sentence.
  const approvals = listOf(newest?.['approvals']).map(({ environment }) => toPrintable(environment));
  if (approvals.length > 0) return `approval of ${approvals.join(', ')}`;
  const said = [message, waitsFor === undefined ? '' : `waits for ${toPrintable(waitsFor)}`];
  const text = said.map(toPrintable).find((one) => one !== '');
  if (text !== undefined) return text;
  if (typeof openParents === 'number' && openParents > 0) return `waits for ${openParents} others`;
  const problem = toPrintable(newest?.['message']);
  return problem === '' ? toPrintable(result).replaceAll('_', ' ') || '-' : problem;
}

function renderDeployment(deployment: Fields): readonly string[] {
  const { number, state, stack, component, kind, attempt, dispatches } = deployment;
  const newest = listOf(dispatches).filter((one) => one['attempt'] === attempt);
  const runs = newest.map(({ runUrl, state: sent }) => toPrintable(runUrl) || toPrintable(sent));
  const cells = [number, state, stack, component, kind, attempt].map(toPrintable);
  return [...cells, runs.join(' ') || '-', renderWhy(deployment)];
}

/** GitHub draws the line of the file below it. */
function firstLine(message: unknown): string {
  return toPrintable(typeof message === 'string' ? message.split('\n', 1)[0] : message);
}

/** `batch`: with all of its deployments. */
export function renderBatchDetails(batch: Fields): string {
  const { deployments, commands, ownerErrors, pullRequests: pulls } = batch;
  const lines: readonly (readonly [name: string, value: string])[] = [
    ['batch', toPrintable(batch['id'])],
    ['state', `${renderBatchState(batch)} since ${toPrintable(batch['updatedAt'])}`],
    ['check', toPrintable(batch['title'])],
    ['why', toPrintable(batch['why'])],
    ['repository', toPrintable(batch['repository'])],
    ['subject', toPrintable(batch['subject'])],
    ['pull requests', Array.isArray(pulls) ? pulls.map((pull) => `#${toPrintable(pull)}`).join(' ') : ''],
    ['activity', toPrintable(batch['activity'])],
    ['commit', toPrintable(batch['sha'] ?? batch['headSha'])],
    ['replaced by', toPrintable(batch['replacedBy'])],
    ['checked again', toPrintable(batch['deadlineAt'])],
    ['review', toPrintable(batch['reviewUrl'])],
    ...listOf(ownerErrors).map(
      ({ path, line, message }) =>
        ['CODEOWNERS', `${toPrintable(path)}:${toPrintable(line)}  ${firstLine(message)}`] as const,
    ),
    ...listOf(commands).map(
      ({ at, by, command, outcome }) =>
        ['command', [command, outcome, at, by].map(toPrintable).join('  ')] as const,
    ),
  ];
  const head = lines
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name.padEnd(13)}  ${value}`)
    .join('\n');
  const rows = listOf(deployments).map(renderDeployment);
  return rows.length === 0 ? head : `${head}\n\n${renderColumns([deploymentHead, ...rows])}`;
}
