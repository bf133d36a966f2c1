/** Makes the summary of a plan from its JSON, a chunk at a time and in bounded memory. */
import { type Result, refuse } from '../../base/result.ts';
import { fingerprintChange } from './fingerprint.ts';
import {
  type ChangeOrigin,
  changeOrigins,
  type PlanChange,
  type PlanCounts,
  type PlanSummary,
  planActions,
  planLimits,
} from './plan-summary.ts';
import { type ResourceFacts, readResource } from './read-plan.ts';
import { PlanScanner, type ScannedPlan } from './scan-plan.ts';

/** Most resources of a plan that are kept until its end; later ones are counted alone. */
const maxResources = 100_000;
/** Longest address that is kept, in characters. */
const maxAddressLength = 4_096;

export type PlanFault = 'not-json' | 'log' | 'incomplete' | 'not-plan' | 'version';

interface Found {
  readonly planned: ResourceFacts[];
  readonly drifted: Map<string, ResourceFacts>;
  readonly counts: Record<keyof PlanCounts, number>;
  isCut: boolean;
}

type Part = Pick<PlanChange, 'attributes' | 'origin'>;

/**
 * What of a planned change undoes drift. An attribute that changed outside Terraform and is planned to change is drift, and so is a
 * resource that is gone and will be created. The rest comes from the configuration, as far as a plan tells.
 */
function splitByOrigin(planned: ResourceFacts, drifted: ResourceFacts | undefined): readonly Part[] {
  const { action, attributes } = planned;
  if (drifted === undefined) return [{ attributes, origin: 'config' }];
  if (action === 'create') return [{ attributes, origin: drifted.action === 'delete' ? 'drift' : 'config' }];
  const changed = new Set(drifted.attributes);
  const back = attributes.filter((path) => changed.has(path));
  const rest = attributes.filter((path) => !changed.has(path));
  if (back.length === 0) return [{ attributes, origin: 'config' }];
  const parts: Part[] = [{ attributes: back, origin: 'drift' }];
  return rest.length === 0 ? parts : [...parts, { attributes: rest, origin: 'config' }];
}

/** Drift that leads to no planned change is noise, such as a computed time, unless the plan was asked for nothing else. */
function* listParts({ planned, drifted }: Found): Generator<readonly [ResourceFacts, Part]> {
  if (planned.length === 0) {
    for (const facts of drifted.values())
      yield [facts, { attributes: facts.attributes, origin: 'drift' as const }];
  }
  for (const facts of planned)
    for (const part of splitByOrigin(facts, drifted.get(facts.address))) yield [facts, part];
}

function groupChanges(found: Found): readonly PlanChange[] {
  const groups = new Map<string, PlanChange>();
  for (const [{ type, provider, action }, { attributes, origin }] of listParts(found)) {
    const key = JSON.stringify([origin, type, action, attributes]);
    const known = groups.get(key);
    const resources = Math.min((known?.resources ?? 0) + 1, planLimits.count);
    const fingerprint = known?.fingerprint ?? fingerprintChange({ type, action, attributes });
    groups.set(key, { type, provider, action, attributes, origin, resources, fingerprint });
  }
  return [...groups.values()];
}

const rankOf = (origin: ChangeOrigin) => changeOrigins.indexOf(origin);

/** Drift first, then what concerns most resources: what a limit cuts off is the least. */
function compareChanges(one: PlanChange, other: PlanChange): number {
  return (
    rankOf(one.origin) - rankOf(other.origin) ||
    other.resources - one.resources ||
    (one.fingerprint < other.fingerprint ? -1 : 1)
  );
}

/** As many changes as fit. */
function boundSummary(whole: PlanSummary): PlanSummary {
  let left = planLimits.bytes - JSON.stringify({ ...whole, changes: [], truncated: false }).length;
  const changes: PlanChange[] = [];
  for (const change of whole.changes.slice(0, planLimits.changes)) {
    left -= JSON.stringify(change).length + 1;
    if (left < 0) break;
    changes.push(change);
  }
  return { ...whole, changes, truncated: whole.truncated || changes.length < whole.changes.length };
}

function findFault({ end, keys, formatVersion }: ScannedPlan): PlanFault | undefined {
  if (end === 'empty' || end === 'start') return 'not-json';
  // `plan -json` prints a message a line, each with a level.
  if (keys.has('@level')) return 'log';
  if (end === 'rest') return 'not-json';
  if (end === 'incomplete') return 'incomplete';
  // A state has a version as well, but nothing planned.
  if (formatVersion === undefined || !keys.has('planned_values')) return 'not-plan';
  return formatVersion.startsWith('1.') ? undefined : 'version';
}

/** Takes the JSON of one plan in chunks, then `finish` gives its summary. */
export class PlanSummarizer {
  private readonly found: Found;
  private readonly scanner: PlanScanner;
  private isBroken = false;

  constructor() {
    const zeros = Object.fromEntries([...planActions, 'drift' as const].map((name) => [name, 0]));
    // Every key is in the list above.
    const counts = zeros as Record<keyof PlanCounts, number>;
    this.found = { planned: [], drifted: new Map(), counts, isCut: false };
    this.scanner = new PlanScanner((section, json) => {
      try {
        this.add(section === 'resource_drift', readResource(json));
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        this.isBroken = true;
      }
    });
  }

  write(chunk: Uint8Array): void {
    this.scanner.write(chunk);
  }

  finish(): Result<PlanSummary, { readonly tag: PlanFault; readonly message: string }> {
    const scanned = this.scanner.finish();
    const fault = findFault(scanned) ?? (this.isBroken ? 'not-json' : undefined);
    if (fault !== undefined) return refuse({ tag: fault, message: describeFault(fault, scanned) });
    const { counts, isCut } = this.found;
    const changes = [...groupChanges(this.found)].sort(compareChanges);
    const truncated = isCut || scanned.leftOut > 0;
    return { status: 'ok', value: boundSummary({ version: 1, counts: { ...counts }, changes, truncated }) };
  }

  private add(isDrift: boolean, read: ReturnType<typeof readResource>): void {
    const { found } = this;
    if (read.kind === 'none') return;
    if (read.kind === 'unreadable') {
      found.isCut = true;
      return;
    }
    const { facts } = read;
    const counter = isDrift ? 'drift' : facts.action;
    found.counts[counter] = Math.min(found.counts[counter] + 1, planLimits.count);
    const isFull = found.planned.length + found.drifted.size >= maxResources;
    if (read.isCut || isFull) found.isCut = true;
    if (isFull) return;
    if (!isDrift) found.planned.push(facts);
    else if (facts.address.length <= maxAddressLength) found.drifted.set(facts.address, facts);
  }
}

/** Completes "The file …". */
function describeFault(fault: PlanFault, { formatVersion }: ScannedPlan): string {
  switch (fault) {
    case 'not-json':
      return 'is not JSON';
    case 'log':
      return 'is the log of `terraform plan -json`, not a plan';
    case 'incomplete':
      return 'ends in the middle of the plan';
    case 'not-plan':
      return 'is JSON, but not a plan';
    case 'version':
      return `has a plan in an unsupported format: expected \`format_version\` 1.x, got ${JSON.stringify(formatVersion)}`;
  }
}
