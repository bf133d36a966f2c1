/** Reads one item of an affected upload, at the top level or nested, by an allow-list (docs/wire.md#affected-stacks-upload). */
import { maxNameLength, maxSettingsLength } from './limits.ts';
import { readSettings } from './settings.ts';

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

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A name that both stores take: not empty, bounded, without NUL and lone surrogates. */
export function nameProblem(what: string, value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return `${what} is not a text with at least one character`;
  if (value.length > maxNameLength) return `${what} is longer than ${maxNameLength} characters`;
  if (value.includes('\0') || !value.isWellFormed()) return `${what} is not valid Unicode text`;
  return undefined;
}

const deletionTypes: ReadonlySet<unknown> = new Set(['component', 'stack']);

export function readReceivedItem(item: unknown): Read<ReceivedItem> {
  if (!isMap(item)) return { status: 'invalid', problem: 'an item is not an object' };
  const { stack, component, dependents, deletion_type: deletionType } = item;
  const problem = nameProblem('`stack`', stack) ?? nameProblem('`component`', component);
  if (problem !== undefined) return { status: 'invalid', problem };
  const name = `${String(component)} in ${String(stack)}`;
  if (dependents !== undefined && dependents !== null && !Array.isArray(dependents)) {
    return { status: 'invalid', problem: `${name}: \`dependents\` is not a list` };
  }
  // A non-empty `pro` beside `settings` wins whole (docs/wire.md#affected-stacks-upload).
  const beside = isMap(item['pro']) && Object.keys(item['pro']).length > 0 ? { pro: item['pro'] } : undefined;
  const pro = readSettings(beside ?? item['settings']);
  if (pro !== undefined && pro.length > maxSettingsLength) {
    const problem = `${name}: \`settings.pro\` is longer than ${maxSettingsLength} characters`;
    return { status: 'invalid', problem };
  }
  return {
    status: 'read',
    value: {
      stack: stack as string,
      component: component as string,
      pro,
      includedInDependents: item['included_in_dependents'] === true,
      deleted: item['deleted'] === true,
      deletionType: deletionTypes.has(deletionType) ? (deletionType as string) : undefined,
      dependents: Array.isArray(dependents) ? dependents : [],
    },
  };
}
