/** Groups the drift of instances by what they have in common, across stacks and repositories. */
import { createHash } from 'node:crypto';
import type { InstanceName } from '../stacks/items.ts';
import type { ChangeOrigin, PlanAction, PlanChange } from './plan-summary.ts';

export interface DriftedInstance extends InstanceName {
  readonly repositoryId: string;
  readonly componentType: string;
}

/** A change of an instance that drifted now. */
export interface DriftedChange
  extends DriftedInstance,
    Pick<PlanChange, 'type' | 'action' | 'attributes' | 'origin' | 'fingerprint' | 'resources'> {
  /** When it was seen first, in milliseconds. */
  readonly since: number;
}

/** An instance of which only the end of its command is known. */
export interface UnexplainedInstance extends DriftedInstance {
  readonly status: string;
  readonly exitCode: number | undefined;
  readonly since: number;
}

interface CommonCause {
  /** Stable while the cause is the same. */
  readonly id: string;
  readonly instances: readonly DriftedInstance[];
  /** Of all; `instances` has the first. */
  readonly instanceCount: number;
  readonly repositoryCount: number;
  readonly since: number;
}

export interface KnownCause extends CommonCause {
  readonly kind: 'change';
  readonly origin: ChangeOrigin;
  readonly action: PlanAction;
  /** Without those that providers mirror. */
  readonly attributes: readonly string[];
  readonly types: readonly string[];
  readonly fingerprints: readonly string[];
  readonly resources: number;
}

/** Nothing was said about what changed: the instances have status, exit code, component and time in common. */
export interface GuessedCause extends CommonCause {
  readonly kind: 'guess';
  readonly status: string;
  readonly exitCode: number | undefined;
  readonly component: string;
}

export type DriftCause = KnownCause | GuessedCause;

/** Most types and fingerprints of one cause that are named, and most causes that are told apart. */
const maxNamed = 100;
const maxCauses = 10_000;
/** A sweep spreads over some time: what drifted with longer pauses in between was not seen in the same. */
const sweepGapMs = 60 * 60_000;

type CauseFacts = Pick<PlanChange, 'origin' | 'action' | 'type' | 'attributes'>;

const mirrored: readonly (readonly [mirror: RegExp, own: string])[] = [
  [/^tags_all(?=\.|$)/, 'tags'],
  [/^(?:effective|terraform)_labels(?=\.|$)/, 'labels'],
];

/** Providers repeat tags and labels in computed attributes; a repetition says nothing new. */
function withoutMirrors(attributes: readonly string[]): readonly string[] {
  const all = new Set(attributes);
  return attributes.filter(
    (path) => !mirrored.some(([mirror, own]) => mirror.test(path) && all.has(path.replace(mirror, own))),
  );
}

function idOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** Id of the cause that the change belongs to. */
export function causeOf({ origin, action, type, attributes: all }: CauseFacts): string {
  const attributes = withoutMirrors(all);
  // A whole resource that came or went has nothing but its type in common with others.
  return idOf([origin, action, attributes, attributes.length === 0 ? type : '']);
}

function keyOf({ repositoryId, stack, component, componentType }: DriftedInstance): string {
  return JSON.stringify([repositoryId, stack, component, componentType]);
}

class Group<Facts> {
  readonly facts: Facts;
  readonly types = new Set<string>();
  readonly fingerprints = new Set<string>();
  resources = 0;
  since = Number.POSITIVE_INFINITY;
  private readonly seen = new Set<string>();
  private readonly repositories = new Set<string>();
  private readonly named: DriftedInstance[] = [];

  constructor(facts: Facts) {
    this.facts = facts;
  }

  add(instance: DriftedInstance & { readonly since: number }, maxInstances: number): void {
    this.since = Math.min(this.since, instance.since);
    const key = keyOf(instance);
    if (this.seen.has(key)) return;
    this.seen.add(key);
    this.repositories.add(instance.repositoryId);
    const { repositoryId, stack, component, componentType } = instance;
    if (this.named.length < maxInstances) this.named.push({ repositoryId, stack, component, componentType });
  }

  common(id: string): CommonCause {
    const { named: instances, since } = this;
    return { id, instances, instanceCount: this.seen.size, repositoryCount: this.repositories.size, since };
  }
}

type ChangeFacts = Pick<KnownCause, 'origin' | 'action' | 'attributes'>;

/** Takes changes one by one, so that a workspace's need not be in memory at a time. */
export class CauseCollector {
  /** Whether there are causes that it does not tell. */
  isTruncated = false;
  private readonly groups = new Map<string, Group<ChangeFacts>>();
  private readonly maxInstances: number;

  /** `maxInstances`: that each cause names. */
  constructor(maxInstances: number) {
    this.maxInstances = maxInstances;
  }

  add(change: DriftedChange): void {
    const { origin, action, type, fingerprint } = change;
    const attributes = withoutMirrors(change.attributes);
    const id = causeOf(change);
    let group = this.groups.get(id);
    if (group === undefined) {
      this.isTruncated ||= this.groups.size >= maxCauses;
      if (this.isTruncated) return;
      group = new Group({ origin, action, attributes });
      this.groups.set(id, group);
    }
    if (group.types.size < maxNamed) group.types.add(type);
    if (group.fingerprints.size < maxNamed) group.fingerprints.add(fingerprint);
    group.resources += change.resources;
    group.add(change, this.maxInstances);
  }

  finish(): readonly KnownCause[] {
    return [...this.groups].map(([id, group]) => ({
      kind: 'change',
      ...group.facts,
      ...group.common(id),
      types: [...group.types].sort(),
      fingerprints: [...group.fingerprints].sort(),
      resources: group.resources,
    }));
  }
}

/** Groups by status, exit code and component those that were first seen at about the same time. */
export function guessCauses(
  instances: readonly UnexplainedInstance[],
  maxInstances: number,
): readonly GuessedCause[] {
  const open = new Map<string, { readonly group: Group<UnexplainedInstance>; last: number }>();
  const groups: Group<UnexplainedInstance>[] = [];
  for (const instance of instances.toSorted((one, other) => one.since - other.since)) {
    const key = JSON.stringify([instance.status, instance.exitCode, instance.component]);
    let current = open.get(key);
    if (current === undefined || instance.since - current.last > sweepGapMs) {
      current = { group: new Group(instance), last: instance.since };
      open.set(key, current);
      groups.push(current.group);
    }
    current.last = instance.since;
    current.group.add(instance, maxInstances);
  }
  return groups.map((group) => {
    const { status, exitCode, component } = group.facts;
    const id = idOf(['guess', status, exitCode ?? null, component, group.since]);
    return { kind: 'guess', ...group.common(id), status, exitCode, component };
  });
}

/** What concerns most instances first; drift before what the configuration asks for, guesses last. */
export function sortCauses(causes: readonly DriftCause[]): readonly DriftCause[] {
  const rank = (cause: DriftCause) => (cause.kind === 'guess' ? 2 : cause.origin === 'drift' ? 0 : 1);
  return causes.toSorted(
    (one, other) =>
      rank(one) - rank(other) ||
      other.instanceCount - one.instanceCount ||
      one.since - other.since ||
      (one.id < other.id ? -1 : 1),
  );
}
