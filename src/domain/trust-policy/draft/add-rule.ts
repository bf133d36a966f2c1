/** Adds a drafted rule to a policy that exists, as text: comments, order and style of the author stay. */
import { isSeq, parseDocument } from 'yaml';
import { ok, type Result, refuse } from '../../../base/result.ts';
import type { Range } from '../findings.ts';
import { inspectTrustPolicy } from '../lint-policy.ts';
import type { PolicyRule } from '../policy.ts';
import { renderRule } from './render-draft.ts';
import type { PolicyValues } from './values.ts';

export interface AddedRule {
  /** The whole file. */
  readonly text: string;
  /** Line of the first added one, from 1. */
  readonly line: number;
  readonly added: readonly string[];
  /** Of the added rule in the file. */
  readonly place: Range;
  /** Rules of the policy, with the added one. */
  readonly count: number;
}

const byHand = 'Add the rule by hand: edit the policy at GitHub.';

/** Where the next item of `spec.rules` goes; `undefined` where it is not a list of lines. */
function findPlace(text: string): { readonly offset: number; readonly indent: number } | undefined {
  const rules: unknown = parseDocument(text).getIn(['spec', 'rules'], true);
  if (!isSeq(rules) || rules.flow === true || !rules.range) return undefined;
  const last: unknown = rules.items.at(-1);
  const range = typeof last === 'object' && last !== null && 'range' in last ? last.range : undefined;
  const end: unknown = Array.isArray(range) ? range[1] : undefined;
  if (typeof end !== 'number') return undefined;
  const [start] = rules.range;
  const newline = text.indexOf('\n', Math.max(end - 1, 0));
  return {
    offset: newline === -1 ? text.length : newline + 1,
    indent: start - (text.lastIndexOf('\n', start - 1) + 1),
  };
}

/** What a rule allows, without where it is. */
function outline({ matchers, permissions }: PolicyRule): string {
  const claims = matchers.map(({ claim, kind, pattern }) => [claim, kind, pattern]);
  return JSON.stringify([claims.toSorted(), Object.entries(permissions).toSorted()]);
}

/**
 * The policy `name` with the rule of `values` as its last one. The result is valid, and has the rules of before and this one:
 * the parser of policies has read it. Refused if the policy is invalid, has the rule, or cannot take it.
 */
export function addRule(
  name: string,
  { text, values, rule }: { readonly text: string; readonly values: PolicyValues; readonly rule: PolicyRule },
): Result<AddedRule> {
  const read = (content: string) =>
    inspectTrustPolicy({ content: Buffer.from(content), file: `${name}.yaml` }).policy;
  const before = read(text);
  if (before.status !== 'valid')
    return refuse({ tag: 'invalid', message: 'The policy on the default branch is invalid. Fix it first.' });
  const known = before.rules.map(outline);
  if (known.includes(outline(rule)))
    return refuse({ tag: 'present', message: 'The policy has this rule already.' });
  const place = findPlace(text);
  if (place === undefined)
    return refuse({ tag: 'unfit', message: `The rules of the policy are not a block list. ${byHand}` });
  const { offset, indent } = place;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const head = text.slice(0, offset);
  const gap = head === '' || head.endsWith('\n') ? '' : eol;
  const added = renderRule(values, indent);
  const whole = `${head}${gap}${added.join(eol)}${eol}${text.slice(offset)}`;
  const after = read(whole);
  const wanted = [...known, outline(rule)];
  const last = after.status === 'valid' ? after.rules.at(-1) : undefined;
  if (
    after.status === 'valid' &&
    last !== undefined &&
    JSON.stringify(after.rules.map(outline)) === JSON.stringify(wanted)
  ) {
    const line = `${head}${gap}`.split('\n').length;
    return ok({ text: whole, line, added, place: last.range, count: after.rules.length });
  }
  const errors =
    after.status === 'invalid' ? after.findings.filter(({ severity }) => severity === 'error') : [];
  const problem = errors[0] === undefined ? '' : ` ${errors[0].message}`;
  return refuse({ tag: 'unfit', message: `The policy does not take the rule as it is.${problem} ${byHand}` });
}
