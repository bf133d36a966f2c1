/**
 * Reads `settings.pro` of one component: which workflows its activities start, with which inputs. The text comes from a pull
 * request by way of an upload, so reading is bounded and total: what is malformed is a problem with the path of its key.
 */
import { isRecord } from '../../base/text.ts';
import { isActivityName } from './activities.ts';
import {
  maxActivities,
  maxReadInputs,
  maxSettingNameLength,
  maxSettingsLength,
  maxWorkflowsPerNode,
} from './limits.ts';
import { readFileName } from './workflow-name.ts';

/** An input as the component has it. `unusable`: a list or a map. */
export type ProInput =
  | { readonly name: string; readonly type: 'text'; readonly text: string }
  | { readonly name: string; readonly type: 'none' }
  | { readonly name: string; readonly type: 'unusable' };

export interface ProWorkflow {
  /** File name, such as `plan.yaml`. */
  readonly file: string;
  /** In the order in which the component has them; at most `maxReadInputs` and one. */
  readonly inputs: readonly ProInput[];
}

/** What one activity starts; `broken`: it says something that is not a list of workflows, at `key`. */
export type ProEntry =
  | { readonly status: 'read'; readonly workflows: readonly ProWorkflow[] }
  | { readonly status: 'broken'; readonly key: string };

export interface ProSettingsRead {
  readonly enabled: boolean;
  readonly pullRequest: ReadonlyMap<string, ProEntry>;
  readonly mergeGroup: ReadonlyMap<string, ProEntry>;
  readonly release: ReadonlyMap<string, ProEntry>;
  /** Only where drift detection is on. */
  readonly drift: ReadonlyMap<string, ProEntry>;
  /** Paths of keys that could not be read, such as `pull_request.synchronize.workflows`; at most `maxProblems`. */
  readonly problems: readonly string[];
}

const maxProblems = 5;

function broken(key: string): ProEntry {
  return { status: 'broken', key };
}

function pathOf(...keys: readonly string[]): string {
  return keys
    .map((key) =>
      key.length > maxSettingNameLength ? `${key.slice(0, maxSettingNameLength - 1).toWellFormed()}…` : key,
    )
    .join('.');
}

function readInput(name: string, value: unknown): ProInput {
  if (value === null) return { name, type: 'none' };
  if (typeof value === 'string') return { name, type: 'text', text: value };
  if (typeof value === 'number' || typeof value === 'boolean')
    return { name, type: 'text', text: String(value) };
  return { name, type: 'unusable' };
}

/** `null` where a map is expected is an empty map: YAML with nothing after the colon. */
function readMap(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (value === null || value === undefined) return {};
  return isRecord(value) ? value : undefined;
}

function readWorkflows(value: unknown, path: string): ProEntry {
  const map = readMap(value);
  if (map === undefined || Object.keys(map).length > maxWorkflowsPerNode) return broken(path);
  const workflows: ProWorkflow[] = [];
  for (const [key, settings] of Object.entries(map)) {
    const file = readFileName(key);
    const here = pathOf(path, key);
    const body = readMap(settings);
    const inputs = readMap(body?.['inputs']);
    // The same file under two names would be one order with two sets of inputs.
    if (file === undefined || body === undefined || workflows.some((one) => one.file === file))
      return broken(here);
    if (inputs === undefined) return broken(pathOf(here, 'inputs'));
    const entries = Object.entries(inputs).slice(0, maxReadInputs + 1);
    workflows.push({ file, inputs: entries.map(([name, input]) => readInput(name, input)) });
  }
  return { status: 'read', workflows };
}

function readEntry(value: unknown, path: string): ProEntry {
  const entry = readMap(value);
  if (entry === undefined) return broken(path);
  return readWorkflows(entry['workflows'], pathOf(path, 'workflows'));
}

/** `isKnown`: whether an activity of that name can happen. */
function readEvent(
  pro: Readonly<Record<string, unknown>>,
  event: string,
  isKnown: (activity: string) => boolean,
): { readonly entries: Map<string, ProEntry>; readonly problems: readonly string[] } {
  const entries = new Map<string, ProEntry>();
  const map = readMap(Object.hasOwn(pro, event) ? pro[event] : undefined);
  if (map === undefined) return { entries, problems: [event] };
  const problems: string[] = [];
  for (const [activity, value] of Object.entries(map).slice(0, maxActivities)) {
    const path = pathOf(event, activity);
    const entry = isKnown(activity) ? readEntry(value, path) : broken(path);
    if (entry.status === 'broken') problems.push(entry.key);
    if (isKnown(activity)) entries.set(activity, entry);
  }
  return { entries, problems };
}

function readDrift(pro: Readonly<Record<string, unknown>>): ReturnType<typeof readEvent> {
  const drift = pro['drift_detection'];
  if (drift === undefined || drift === null) return { entries: new Map(), problems: [] };
  if (!isRecord(drift)) return { entries: new Map(), problems: ['drift_detection'] };
  // As the CLI judges it: off unless switched on; a template may have made a text of it.
  if (drift['enabled'] !== true && drift['enabled'] !== 'true') return { entries: new Map(), problems: [] };
  const { detect, remediate } = drift;
  return readEvent({ drift_detection: { detect, remediate } }, 'drift_detection', () => true);
}

/** `text`: JSON of `settings.pro`; `undefined`: the component has none, and nothing is wired. Never throws. */
export function readPro(text: string | undefined): ProSettingsRead {
  const none = new Map<string, ProEntry>();
  const nothing = { enabled: true, pullRequest: none, mergeGroup: none, release: none, drift: none };
  if (text === undefined) return { ...nothing, problems: [] };
  if (text.length > maxSettingsLength) return { ...nothing, problems: ['pro'] };
  let pro: unknown;
  try {
    pro = JSON.parse(text);
  } catch {
    return { ...nothing, problems: ['pro'] };
  }
  if (!isRecord(pro)) return { ...nothing, problems: ['pro'] };
  const pullRequest = readEvent(pro, 'pull_request', isActivityName);
  const mergeGroup = readEvent(pro, 'merge_group', (activity) => activity === 'checks_requested');
  const release = readEvent(pro, 'release', isActivityName);
  const drift = readDrift(pro);
  return {
    enabled: pro['enabled'] !== false,
    pullRequest: pullRequest.entries,
    mergeGroup: mergeGroup.entries,
    release: release.entries,
    drift: drift.entries,
    problems: [pullRequest, mergeGroup, release, drift]
      .flatMap(({ problems }) => problems)
      .slice(0, maxProblems),
  };
}
