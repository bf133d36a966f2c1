/** Reads one item of an affected upload, at the top level or nested, by an allow-list (docs/wire.md#affected-stacks-upload). */
import { isRecord, isStorable } from '../../base/text.ts';
import { maxNameLength, maxSettingsLength } from './limits.ts';
import { readProSettings } from './settings.ts';

export interface ReceivedItem {
  readonly stack: string;
  readonly component: string;
  /** JSON text of `settings.pro`. */
  readonly pro: string | undefined;
  readonly includedInDependents: boolean;
  readonly deleted: boolean;
  readonly deletionType: string | undefined;
  /** Unread items that depend on this one. */
  readonly dependents: readonly unknown[];
}

export type Read<Value> =
  | { readonly status: 'read'; readonly value: Value }
  | { readonly status: 'invalid'; readonly problem: string };

/** A name that both stores take: not empty, bounded, without NUL and lone surrogates. */
export function nameProblem(what: string, value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return `${what} is not a text with at least one character`;
  if (value.length > maxNameLength) return `${what} is longer than ${maxNameLength} characters`;
  if (!isStorable(value)) return `${what} is not valid Unicode text`;
  return undefined;
}

/** Names the instance that an item is about. */
export function readNames({
  stack,
  component,
}: Readonly<Record<string, unknown>>): Read<{ readonly stack: string; readonly component: string }> {
  const problem = nameProblem('`stack`', stack) ?? nameProblem('`component`', component);
  if (problem !== undefined || typeof stack !== 'string' || typeof component !== 'string') {
    return { status: 'invalid', problem: problem ?? 'an item has no names' };
  }
  return { status: 'read', value: { stack, component } };
}

const deletionTypes = ['component', 'stack'] as const;

export function readReceivedItem(item: unknown): Read<ReceivedItem> {
  if (!isRecord(item)) return { status: 'invalid', problem: 'an item is not an object' };
  const { dependents, deletion_type: deletionType } = item;
  const names = readNames(item);
  if (names.status === 'invalid') return names;
  const { stack, component } = names.value;
  const name = `${component} in ${stack}`;
  if (dependents !== undefined && dependents !== null && !Array.isArray(dependents)) {
    return { status: 'invalid', problem: `${name}: \`dependents\` is not a list` };
  }
  // A non-empty `pro` beside `settings` wins whole (docs/wire.md#affected-stacks-upload).
  const beside =
    isRecord(item['pro']) && Object.keys(item['pro']).length > 0 ? { pro: item['pro'] } : undefined;
  const pro = readProSettings(beside ?? item['settings']);
  if (pro !== undefined && pro.length > maxSettingsLength) {
    const problem = `${name}: \`settings.pro\` is longer than ${maxSettingsLength} characters`;
    return { status: 'invalid', problem };
  }
  return {
    status: 'read',
    value: {
      stack,
      component,
      pro,
      includedInDependents: item['included_in_dependents'] === true,
      deleted: item['deleted'] === true,
      deletionType: deletionTypes.find((known) => known === deletionType),
      dependents: Array.isArray(dependents) ? dependents : [],
    },
  };
}
