/** Holds a body against the rules of GitHub's API description, and refuses it in GitHub's words. */
import { isRecord } from '../../base/text.ts';
import type { SimulatorResponse } from './handler.ts';
import { apiError } from './responses.ts';

export type BodyRule =
  | {
      readonly type: 'string';
      readonly maxLength?: number | undefined;
      readonly enum?: readonly string[] | undefined;
    }
  | { readonly type: 'integer' }
  | { readonly type: 'array'; readonly maxItems?: number | undefined; readonly items: BodyRule }
  | {
      readonly type: 'object';
      readonly required?: readonly string[] | undefined;
      readonly properties: Readonly<Record<string, BodyRule>>;
    };

function misfit(value: unknown, wanted: string): string[] {
  return [`${JSON.stringify(value)} is not ${wanted}.`];
}

function checkText(rule: Extract<BodyRule, { type: 'string' }>, value: unknown): string[] {
  if (typeof value !== 'string') return misfit(value, 'a string');
  const { length } = [...value];
  if (rule.maxLength !== undefined && length > rule.maxLength) {
    return [`Only ${rule.maxLength} characters are allowed; ${length} were supplied.`];
  }
  return rule.enum === undefined || rule.enum.includes(value)
    ? []
    : [`${value} is not a member of ${JSON.stringify(rule.enum)}.`];
}

function checkObject(rule: Extract<BodyRule, { type: 'object' }>, value: unknown): string[] {
  if (!isRecord(value)) return misfit(value, 'an object');
  const missing = (rule.required ?? []).filter((name) => value[name] === undefined).toSorted();
  const names = missing.map((name) => `"${name}"`).join(', ');
  const found = Object.entries(rule.properties).flatMap(([name, inner]) =>
    value[name] === undefined || value[name] === null ? [] : findMisfits(inner, value[name]),
  );
  if (missing.length === 0) return found;
  return [`${names} ${missing.length === 1 ? "wasn't" : "weren't"} supplied.`, ...found];
}

function findMisfits(rule: BodyRule, value: unknown): string[] {
  switch (rule.type) {
    case 'string':
      return checkText(rule, value);
    case 'integer':
      return Number.isInteger(value) ? [] : misfit(value, 'an integer');
    case 'object':
      return checkObject(rule, value);
    case 'array': {
      if (!Array.isArray(value)) return misfit(value, 'an array');
      const { maxItems = Number.POSITIVE_INFINITY } = rule;
      return value.length > maxItems
        ? [`No more than ${maxItems} items are allowed; ${value.length} were supplied.`]
        : value.flatMap((item) => findMisfits(rule.items, item));
    }
  }
}

/** The refusal of a body, or `undefined`. */
export function refuseMisfits(rule: BodyRule, value: unknown, page: string): SimulatorResponse | undefined {
  const problems = findMisfits(rule, value);
  return problems.length === 0
    ? undefined
    : apiError(422, `Invalid request.\n\n${problems.join('\n')}`, { page });
}
