/**
 * Concurrency groups: one member runs, one waits, and a newer one takes the place of the one that waits.
 * https://docs.github.com/actions/concepts/workflows-and-actions/concurrency
 */
import type { World } from '../world/world.ts';

export interface GroupMember {
  /** Called when the member may run: at once, or when the group becomes free. */
  start(): void;
  /** Called when a newer member takes its place, or cancels it. It must leave. */
  cancel(): void;
}

interface Group {
  running: GroupMember | undefined;
  waiting: GroupMember | undefined;
}

const groupsOf = new WeakMap<World, Map<string, Group>>();

function groupOf(world: World, key: string): Group {
  const groups = groupsOf.get(world) ?? new Map<string, Group>();
  groupsOf.set(world, groups);
  const group = groups.get(key) ?? { running: undefined, waiting: undefined };
  groups.set(key, group);
  return group;
}

/** Of a repository. Names are case-insensitive. */
export function groupKeyOf(repositoryId: number, name: string): string {
  return `${repositoryId}:${name.toLowerCase()}`;
}

/** Whether `enterGroup` would start a member at once. */
export function isFree(world: World, key: string): boolean {
  return groupOf(world, key).running === undefined;
}

/** Leaves a group, whose next member then starts. */
export function leaveGroup(world: World, key: string, member: GroupMember): void {
  const group = groupOf(world, key);
  if (group.waiting === member) group.waiting = undefined;
  if (group.running !== member) return;
  group.running = group.waiting;
  group.waiting = undefined;
  group.running?.start();
}

/** `cancelsRunning` ends the member that runs, so that this one is next. */
export function enterGroup(
  world: World,
  key: string,
  { member, cancelsRunning }: { readonly member: GroupMember; readonly cancelsRunning: boolean },
): void {
  const group = groupOf(world, key);
  if (group.running === undefined) {
    group.running = member;
    member.start();
    return;
  }
  const { running, waiting } = group;
  group.waiting = member;
  waiting?.cancel();
  if (cancelsRunning) running.cancel();
}
