/**
 * Evaluates GitHub's expressions over the contexts that are given. A context or function that is not given is an error, so that a
 * workflow never seems to work with a value that the simulator does not know.
 * https://docs.github.com/actions/reference/workflows-and-actions/expressions
 */
import { isRecord } from '../../base/text.ts';
import { type Token, tokenize } from './expression-tokens.ts';

/** By name: `inputs`, `github`, `vars`. */
export type Contexts = Readonly<Record<string, unknown>>;
type ExpressionFunction = (...parameters: readonly unknown[]) => unknown;
/** By name in lower case. */
export type ExpressionFunctions = Readonly<Record<string, ExpressionFunction>>;

export interface ExpressionScope {
  readonly contexts: Contexts;
  /** Beside those that need no context. */
  readonly functions?: ExpressionFunctions | undefined;
}

/** The message names the expression's fault. */
class ExpressionError extends Error {}

function toText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return 'Array';
  return typeof value === 'object' ? 'Object' : String(value);
}

/** As GitHub coerces: `null` is 0, text that is not a number is NaN. */
function toNumber(value: unknown): number {
  if (value === null || value === undefined || value === '') return 0;
  return typeof value === 'object' ? Number.NaN : Number(value);
}

export function isTruthy(value: unknown): boolean {
  return !(value === null || value === undefined || value === false || value === 0 || value === '');
}

function isEqual(left: unknown, right: unknown): boolean {
  if (typeof left === 'string' && typeof right === 'string')
    return left.toLowerCase() === right.toLowerCase();
  if (typeof left === 'object' && left !== null) return left === right;
  return typeof left === typeof right ? left === right : toNumber(left) === toNumber(right);
}

function compare(operator: string, left: unknown, right: unknown): boolean {
  const texts = typeof left === 'string' && typeof right === 'string';
  const [a, b] = texts ? [left.toLowerCase(), right.toLowerCase()] : [toNumber(left), toNumber(right)];
  if (operator === '<') return a < b;
  if (operator === '>') return a > b;
  return operator === '<=' ? a <= b : a >= b;
}

function holds(whole: unknown, part: unknown): boolean {
  if (Array.isArray(whole)) return whole.some((item) => isEqual(item, part));
  return toText(whole).toLowerCase().includes(toText(part).toLowerCase());
}

const plainFunctions: ExpressionFunctions = {
  contains: (whole, part) => holds(whole, part),
  startswith: (text, start) => toText(text).toLowerCase().startsWith(toText(start).toLowerCase()),
  endswith: (text, end) => toText(text).toLowerCase().endsWith(toText(end).toLowerCase()),
  format: (text, ...values) =>
    toText(text).replace(/\{\{|\}\}|\{(\d+)\}/g, (match, index: string | undefined) =>
      index === undefined ? match.charAt(0) : toText(values[Number(index)]),
    ),
  join: (list, separator = ',') =>
    Array.isArray(list) ? list.map(toText).join(toText(separator)) : toText(list),
  tojson: (value) => JSON.stringify(value ?? null, null, 2),
  fromjson: (text): unknown => JSON.parse(toText(text)),
};

/** Names of contexts and properties are case-insensitive. A property that is absent is `null`. */
function readProperty(value: unknown, name: unknown): unknown {
  if (Array.isArray(value)) return typeof name === 'number' ? (value[name] ?? null) : null;
  if (!isRecord(value)) return null;
  const wanted = toText(name).toLowerCase();
  const key = Object.keys(value).find((candidate) => candidate.toLowerCase() === wanted);
  return key === undefined ? null : (value[key] ?? null);
}

/** Where a recursive-descent parser is in the tokens. It evaluates as it reads. */
interface Reader {
  readonly tokens: readonly Token[];
  readonly scope: ExpressionScope;
  position: number;
}

function peek({ tokens, position }: Reader): Token | undefined {
  return tokens[position];
}

function isNext(reader: Reader, ...symbols: readonly string[]): boolean {
  const token = peek(reader);
  return token?.kind === 'symbol' && symbols.includes(token.text);
}

function takeSymbol(reader: Reader, symbol: string): void {
  if (!isNext(reader, symbol)) {
    throw new ExpressionError(`Expected "${symbol}", got "${peek(reader)?.text ?? 'the end'}"`);
  }
  reader.position += 1;
}

function readParameters(reader: Reader): unknown[] {
  takeSymbol(reader, '(');
  const parameters: unknown[] = [];
  while (!isNext(reader, ')')) {
    if (parameters.length > 0) takeSymbol(reader, ',');
    parameters.push(readOr(reader));
  }
  takeSymbol(reader, ')');
  return parameters;
}

const literals: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

function readName(reader: Reader, name: string): unknown {
  const { scope } = reader;
  if (!isNext(reader, '(')) {
    if (literals.has(name)) return literals.get(name);
    const known = Object.keys(scope.contexts).find((key) => key.toLowerCase() === name.toLowerCase());
    if (known === undefined) throw new ExpressionError(`Unrecognized named-value: '${name}'`);
    return scope.contexts[known];
  }
  const call = { ...plainFunctions, ...scope.functions }[name.toLowerCase()];
  if (call === undefined) throw new ExpressionError(`Unrecognized function: '${name}'`);
  return call(...readParameters(reader));
}

function readPrimary(reader: Reader): unknown {
  const token = peek(reader);
  if (isNext(reader, '(')) {
    takeSymbol(reader, '(');
    const value = readOr(reader);
    takeSymbol(reader, ')');
    return value;
  }
  if (token === undefined || token.kind === 'symbol') {
    throw new ExpressionError(`Unexpected ${token === undefined ? 'end' : `symbol: '${token.text}'`}`);
  }
  reader.position += 1;
  if (token.kind === 'name') return readName(reader, token.text);
  return token.kind === 'number' ? Number(token.text) : token.text;
}

/** What follows `.`, or stands between `[` and `]`: a name, an index, or `*` for all. */
function readIndex(reader: Reader): { readonly all: boolean; readonly index: unknown } {
  const isDot = isNext(reader, '.');
  reader.position += 1;
  if (isNext(reader, '*')) {
    reader.position += 1;
    if (!isDot) takeSymbol(reader, ']');
    return { all: true, index: undefined };
  }
  if (!isDot) {
    const index = readOr(reader);
    takeSymbol(reader, ']');
    return { all: false, index };
  }
  const name = peek(reader);
  if (name?.kind !== 'name') throw new ExpressionError(`Expected a name after ".", got "${name?.text}"`);
  reader.position += 1;
  return { all: false, index: name.text };
}

/** Values of a list or of an object. */
function valuesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isRecord(value) ? Object.values(value) : [];
}

/** After `*`, what follows is read of each of the values, and those without it are left out. */
function readAccess(reader: Reader): unknown {
  let value = readPrimary(reader);
  let filtered: readonly unknown[] | undefined;
  while (isNext(reader, '.', '[')) {
    const { all, index } = readIndex(reader);
    if (all) filtered = filtered === undefined ? valuesOf(value) : filtered.flatMap(valuesOf);
    else if (filtered === undefined) value = readProperty(value, index);
    else filtered = filtered.map((item) => readProperty(item, index)).filter((item) => item !== null);
  }
  return filtered ?? value;
}

function readNot(reader: Reader): unknown {
  if (!isNext(reader, '!')) return readAccess(reader);
  takeSymbol(reader, '!');
  return !isTruthy(readNot(reader));
}

function readComparison(reader: Reader): unknown {
  let left = readNot(reader);
  while (isNext(reader, '==', '!=', '<', '>', '<=', '>=')) {
    const operator = peek(reader)?.text ?? '';
    reader.position += 1;
    const right = readNot(reader);
    if (operator === '==') left = isEqual(left, right);
    else left = operator === '!=' ? !isEqual(left, right) : compare(operator, left, right);
  }
  return left;
}

function readAnd(reader: Reader): unknown {
  let left = readComparison(reader);
  while (isNext(reader, '&&')) {
    takeSymbol(reader, '&&');
    const right = readComparison(reader);
    left = isTruthy(left) ? right : left;
  }
  return left;
}

function readOr(reader: Reader): unknown {
  let left = readAnd(reader);
  while (isNext(reader, '||')) {
    takeSymbol(reader, '||');
    const right = readAnd(reader);
    left = isTruthy(left) ? left : right;
  }
  return left;
}

/** The value of an expression without `${{ }}`. Throws `ExpressionError`. */
function evaluateExpression(expression: string, scope: ExpressionScope): unknown {
  const reader: Reader = { tokens: tokenize(expression), scope, position: 0 };
  const value = readOr(reader);
  const rest = peek(reader);
  if (rest !== undefined) throw new ExpressionError(`Unexpected symbol: '${rest.text}'`);
  return value;
}

/** Braces inside a text of the expression do not end it. */
const embedded = /\$\{\{((?:'[^']*'|(?!\}\})[^'])*)\}\}/gs;

/** Text with every `${{ … }}` replaced by its value. */
export function fillInText(text: string, scope: ExpressionScope): string {
  return text.replace(embedded, (_match, expression: string) =>
    toText(evaluateExpression(expression, scope)),
  );
}

/** The same for a YAML value of any shape. Text that is one expression keeps the type of its value. */
export function fillInValue(value: unknown, scope: ExpressionScope): unknown {
  if (typeof value === 'string') {
    const whole = /^\s*\$\{\{((?:'[^']*'|(?!\}\})[^'])*)\}\}\s*$/s.exec(value);
    return whole === null ? fillInText(value, scope) : evaluateExpression(whole[1] ?? '', scope);
  }
  if (Array.isArray(value)) return value.map((item) => fillInValue(item, scope));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillInValue(item, scope)]));
}

/** Of `if`, which may be written with or without `${{ }}`. */
export function evaluateCondition(condition: string, scope: ExpressionScope): boolean {
  const whole = /^\s*\$\{\{(.*)\}\}\s*$/s.exec(condition);
  return isTruthy(evaluateExpression(whole?.[1] ?? condition, scope));
}
