/** Evaluates the expressions of a workflow with GitHub's own evaluator. */
import { data, Evaluator, Lexer, Parser } from '@actions/expressions';

export interface ExpressionScope {
  /** By name: `github`, `steps`, … */
  readonly contexts: Readonly<Record<string, unknown>>;
  /** Whether an earlier step, or a job that is needed, failed. */
  readonly failed: boolean;
}

function evaluate(expression: string, { contexts, failed }: ExpressionScope): unknown {
  const statuses = { success: !failed, failure: failed, always: true, cancelled: false };
  const functions = Object.entries(statuses).map(([name, value]) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(value),
  }));
  const { tokens } = new Lexer(expression).lex();
  const tree = new Parser(tokens, Object.keys(contexts), functions).parse();
  const known = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary;
  const named = new Map(functions.map((one) => [one.name, one]));
  const result = new Evaluator(tree, known, named).evaluate();
  return JSON.parse(JSON.stringify(result, data.replacer)) as unknown;
}

function toText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Text with each `${{ … }}` replaced by its value. */
export function fillIn(text: string, scope: ExpressionScope): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_match, expression: string) =>
    toText(evaluate(expression.trim(), scope)),
  );
}

/** A value that may be one expression as a whole: then it keeps its type. */
export function fillInValue(value: unknown, scope: ExpressionScope): unknown {
  if (typeof value !== 'string') return value;
  const [, whole] = /^\$\{\{((?:(?!\}\}).)*)\}\}$/s.exec(value.trim()) ?? [];
  return whole === undefined ? fillIn(value, scope) : evaluate(whole.trim(), scope);
}

/** Of `if:`. A condition without a status function holds only after success. */
export function isWanted(condition: unknown, scope: ExpressionScope): boolean {
  if (condition === undefined) return !scope.failed;
  const [, inner = String(condition)] = /^\$\{\{(.*)\}\}$/s.exec(String(condition).trim()) ?? [];
  if (!/\b(?:always|failure|success|cancelled)\s*\(/.test(inner) && scope.failed) return false;
  return Boolean(evaluate(inner.trim(), scope));
}
