/** The paths at which a resource differs before and after, as names alone. */
import { isRecord } from '../../base/text.ts';
import { mayBeNamed, type NamePlace } from './attribute-names.ts';
import { planLimits } from './plan-summary.ts';

/** `change` of a resource in a plan, which is only as deep as the reader of plans allows. */
export interface ValueChange {
  readonly before: unknown;
  readonly after: unknown;
  /** `true` in place of each value that is not known yet. */
  readonly unknown: unknown;
  /** `true` in place of each sensitive value. */
  readonly sensitiveBefore: unknown;
  readonly sensitiveAfter: unknown;
}

/** Longest lists whose elements are compared one by one. */
const maxElements = 1_000;

function read(value: unknown, key: string | number): unknown {
  if (Array.isArray(value)) return typeof key === 'number' ? value[key] : undefined;
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** What Terraform leaves out is null. */
function isEqual(one: unknown, other: unknown): boolean {
  if (one === other || (one ?? null) === (other ?? null)) return true;
  if (Array.isArray(one))
    return (
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((element, index) => isEqual(element, other[index]))
    );
  if (!isRecord(one) || !isRecord(other)) return false;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  for (const key of keys) if (!isEqual(read(one, key), read(other, key))) return false;
  return true;
}

function hasMark(marks: unknown): boolean {
  if (marks === true) return true;
  if (Array.isArray(marks)) return marks.some(hasMark);
  return isRecord(marks) && Object.values(marks).some(hasMark);
}

function isChanged({ before, after, unknown }: ValueChange): boolean {
  return hasMark(unknown) || !isEqual(before, after);
}

function at(change: ValueChange, before: string | number, after = before): ValueChange {
  return {
    before: read(change.before, before),
    after: read(change.after, after),
    unknown: read(change.unknown, after),
    sensitiveBefore: read(change.sensitiveBefore, before),
    sensitiveAfter: read(change.sensitiveAfter, after),
  };
}

/** Whether both are lists of objects that may be compared one by one. */
function areComparable(before: unknown, after: unknown): boolean {
  return [before, after].every(
    (list) => Array.isArray(list) && list.length <= maxElements && list.every(isRecord),
  );
}

/** Indexes of elements by their content. */
function indexElements(list: readonly unknown[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [index, element] of list.entries()) {
    const text = JSON.stringify(element);
    const known = places.get(text);
    if (known === undefined) places.set(text, [index]);
    else known.push(index);
  }
  return places;
}

/**
 * The elements of a list of objects that differ, as pairs of indexes: those that have an equal on the other side are left out, because
 * sets have no order and lists move. `undefined`: elements came or went, or they are not objects.
 */
function pairElements({ before, after, unknown }: ValueChange): readonly [number, number][] | undefined {
  if (!Array.isArray(before) || !Array.isArray(after) || !areComparable(before, after)) return undefined;
  const places = indexElements(before);
  const added = [...after.keys()].filter((index) => {
    if (hasMark(read(unknown, index))) return true;
    return places.get(JSON.stringify(after[index]))?.shift() === undefined;
  });
  const removed = [...places.values()].flat().sort((one, other) => one - other);
  if (removed.length !== added.length) return undefined;
  return removed.map((from, order) => [from, added[order] ?? from]);
}

class PathCollector {
  readonly paths = new Set<string>();
  isCut = false;

  /** `segments`: names from the resource to the value. */
  add(segments: readonly string[]): void {
    const path = segments.join('.');
    if (segments.length === 0 || path.length > planLimits.attributeLength) this.isCut = true;
    else this.paths.add(path);
  }

  walk(change: ValueChange, segments: readonly string[], place: NamePlace): void {
    const { before, after, unknown, sensitiveBefore, sensitiveAfter } = change;
    if (!isChanged(change)) return;
    const isHidden = unknown === true || sensitiveBefore === true || sensitiveAfter === true;
    const shape = before ?? after ?? unknown;
    if (isHidden || segments.length === planLimits.segments) this.add(segments);
    else if (isRecord(shape) && isRecord(before ?? shape) && isRecord(after ?? shape))
      this.walkObject(change, segments, place);
    else if (Array.isArray(before) && Array.isArray(after)) this.walkList(change, segments);
    else this.add(segments);
  }

  /** A key that may not be named ends the path at its object. A resource has each of its attributes before or after. */
  private walkObject(change: ValueChange, segments: readonly string[], place: NamePlace): void {
    const unknown = place === 'resource' ? undefined : change.unknown;
    const objects = [change.before, change.after, unknown].filter(isRecord);
    for (const key of new Set(objects.flatMap((object) => Object.keys(object)))) {
      const inner = at(change, key);
      if (mayBeNamed(key, place)) this.walk(inner, [...segments, key], { map: key });
      else if (isChanged(inner)) this.add(segments);
    }
  }

  /** Elements that came or went, or that are not objects, end the path at their list. */
  private walkList(change: ValueChange, segments: readonly string[]): void {
    const pairs = pairElements(change);
    if (pairs === undefined || pairs.length === 0) this.add(segments);
    for (const [before, after] of pairs ?? []) this.walk(at(change, before, after), segments, 'list');
  }
}

/** Sorted. `isCut`: there are changes that no path names. */
export function findChangedPaths(change: ValueChange): {
  readonly paths: readonly string[];
  readonly isCut: boolean;
} {
  const collector = new PathCollector();
  collector.walk(change, [], 'resource');
  return { paths: [...collector.paths].sort(), isCut: collector.isCut };
}
