/** Renders instances with their drift as text, safe to print on a terminal. */
import { isRecord } from '../../base/text.ts';
import { toPrintable } from '../admin/printable.ts';
import { renderColumns } from '../columns.ts';

export type DriftFields = Readonly<Record<string, unknown>>;

const listHead = [
  'STATUS',
  'REPOSITORY',
  'STACK',
  'COMPONENT',
  'SINCE',
  'LAST RESULT',
  'NEXT CHECK',
  'PROBLEM',
];
const changeHead = ['TYPE', 'ACTION', 'ATTRIBUTES', 'CHANGED', 'RESOURCES', 'SINCE', 'CAUSE'];
const resultHead = ['AT', 'STATUS', 'COMMAND', 'EXIT CODE'];
const runHead = ['BATCH', 'ACTIVITY', 'STATE', 'AT', 'RUN', 'WHY'];

export function toDriftFields(value: unknown): DriftFields {
  return isRecord(value) ? value : {};
}

function listOf(value: unknown): readonly DriftFields[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function cellOf(value: unknown): string {
  return toPrintable(value) || '-';
}

/** Of one that drifted, whether that is ignored. */
function describeStatus({ status, ignored }: DriftFields): string {
  return ignored === true ? `${toPrintable(status)} (ignored)` : toPrintable(status);
}

function renderRow(instance: DriftFields): readonly string[] {
  const { repository, stack, component, since, lastRun, nextCheck, problem } = instance;
  const { code } = toDriftFields(problem);
  return [describeStatus(instance), repository, stack, component, since, lastRun, nextCheck, code].map(
    cellOf,
  );
}

export function renderDriftList(instances: readonly DriftFields[]): string {
  return renderColumns([listHead, ...instances.map(renderRow)]);
}

function renderTable(head: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return rows.length === 0 ? '' : `\n\n${renderColumns([head, ...rows.map((row) => row.map(cellOf))])}`;
}

const origins: DriftFields = { drift: 'outside Terraform', config: 'in the configuration' };

/** What changed, without values. */
function renderChange(change: DriftFields): readonly unknown[] {
  const { type, action, attributes, origin, resources, since, cause } = change;
  const paths = Array.isArray(attributes) ? attributes.map(toPrintable) : [];
  const { until, reason } = toDriftFields(change['ignored']);
  const ignored = `ignored until ${toPrintable(until)}: ${toPrintable(reason)}`;
  return [
    ...[type, action, paths.length === 0 ? 'the whole resource' : paths.join(', ')],
    ...[origins[String(origin)] ?? origin, resources, since, until === undefined ? cause : ignored],
  ];
}

export function renderDriftDetails(instance: DriftFields): string {
  const { repository, stack, component, since, lastStatus, lastRun, nextCheck } = instance;
  const { code, message } = toDriftFields(instance['problem']);
  const schedules = Array.isArray(instance['schedules']) ? instance['schedules'].map(toPrintable) : [];
  const lines = [
    ['instance', `${toPrintable(component)} in ${toPrintable(stack)} of ${toPrintable(repository)}`],
    ['status', describeStatus(instance)],
    ['since', toPrintable(since)],
    ['last result', [lastStatus, lastRun].map(toPrintable).join('  ').trim()],
    ['problem', code === undefined ? '' : `${toPrintable(code)}: ${toPrintable(message)}`],
    ['schedules', schedules.join(', ')],
    ['next check', toPrintable(nextCheck)],
  ];
  const head = lines
    .filter(([, value]) => value !== '')
    .map(([name = '', value = '']) => `${name.padEnd(11)}  ${value}`)
    .join('\n');
  const results = listOf(instance['results']).map(({ at, status: was, command, exitCode }) => [
    ...[at, was, command, exitCode],
  ]);
  const runs = listOf(instance['runs']).map(({ batch, activity, state, at, runUrl, reason }) => [
    ...[batch, activity, state, at, runUrl, reason],
  ]);
  const rest = instance['changesTruncated'] === true ? '\nand more changes' : '';
  const changes = listOf(instance['changes']).map(renderChange);
  return `${head}${renderTable(changeHead, changes)}${rest}${renderTable(resultHead, results)}${renderTable(runHead, runs)}`;
}
