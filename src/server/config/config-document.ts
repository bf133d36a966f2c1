/** Reads the YAML text against its schema; problems carry line and column. */
import { isMap, LineCounter, type Node, type ParsedNode, parseDocument } from 'yaml';
import { type ServerConfigDocument, validateServerConfig } from '../../schema/generated/server-config.cjs';
import { findProblems, type SchemaProblem } from '../../schema/problems.ts';

/** Largest configuration file, in bytes: 1,000 workspaces with room. */
export const maxConfigBytes = 4 * 1024 * 1024;

export interface ConfigProblem {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Where a value of the document stands; `key`, where it is about that key of the value. */
export type Locate = (pointer: string, key?: string) => Pick<ConfigProblem, 'line' | 'column'>;

export type ConfigDocument =
  | { readonly status: 'valid'; readonly document: ServerConfigDocument; readonly locate: Locate }
  | { readonly status: 'invalid'; readonly problems: readonly ConfigProblem[] };

function pathOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function createLocate(root: ParsedNode | null, lines: LineCounter): Locate {
  return (pointer, key) => {
    let node: Node | null = root;
    for (const part of pathOf(pointer)) {
      const child: unknown = isMap(node)
        ? node.get(part, true)
        : (node as { get?(key: string, keep: true): unknown } | null)?.get?.(part, true);
      if (typeof child !== 'object' || child === null) break;
      node = child as Node;
    }
    const pair =
      isMap(node) && key !== undefined ? node.items.find((item) => String(item.key) === key) : undefined;
    const offset = (pair?.key as Node | undefined)?.range?.[0] ?? node?.range?.[0] ?? 0;
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
}

function describe(problem: SchemaProblem, locate: Locate): ConfigProblem {
  const unknownKey = problem.keyword === 'additionalProperties' ? problem.property : undefined;
  const place = pathOf(problem.pointer).join('.');
  return {
    ...locate(problem.pointer, unknownKey),
    message: place === '' ? problem.message : `${place}: ${problem.message}`,
  };
}

export function readConfigDocument(text: string): ConfigDocument {
  if (Buffer.byteLength(text) > maxConfigBytes) {
    return {
      status: 'invalid',
      problems: [{ line: 1, column: 1, message: `the file is larger than ${maxConfigBytes} bytes` }],
    };
  }
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  if (yaml.errors.length > 0) {
    return {
      status: 'invalid',
      problems: yaml.errors.map((error) => {
        const { line, col } = lines.linePos(error.pos[0]);
        return { line: Math.max(line, 1), column: Math.max(col, 1), message: error.message };
      }),
    };
  }
  const locate = createLocate(yaml.contents, lines);
  let data: unknown;
  try {
    data = yaml.toJS({ maxAliasCount: 100 });
  } catch (error) {
    // The one thing that can go wrong in a document without errors: aliases that expand without end.
    const message = error instanceof Error ? error.message : String(error);
    return { status: 'invalid', problems: [{ line: 1, column: 1, message }] };
  }
  const problems = findProblems(validateServerConfig, data);
  return problems.length === 0
    ? { status: 'valid', document: data as ServerConfigDocument, locate }
    : { status: 'invalid', problems: problems.map((problem) => describe(problem, locate)) };
}
