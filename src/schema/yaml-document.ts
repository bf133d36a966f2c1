/** A YAML document that must fit a schema → its data, or what is wrong with it by line and column. */
import { isCollection, isMap, isNode, LineCounter, type Node, type ParsedNode, parseDocument } from 'yaml';
import { explainProblems } from './explain-problems.ts';
import { readPointer } from './pointer.ts';
import { findProblems, type GeneratedValidator, type SchemaProblem } from './problems.ts';
import type { SchemaNode } from './schema-place.ts';

/** Both counted from 1. */
interface Place {
  readonly line: number;
  readonly column: number;
}

export interface DocumentProblem extends Place {
  readonly message: string;
}

/** Where the value at a path stands, or its nearest ancestor that the text has; with `key`, where that key of it stands. */
export type Locate = (path: readonly (string | number)[], key?: string) => Place;

export type YamlDocument =
  /** The validator has accepted `data`. */
  | { readonly status: 'valid'; readonly data: unknown; readonly locate: Locate }
  | { readonly status: 'invalid'; readonly problems: readonly DocumentProblem[] };

export interface YamlDocumentRules {
  readonly validator: GeneratedValidator;
  /** The schema of the validator: with it, problems say what is expected and what was probably meant. Read only for a document with problems. */
  readonly readSchema?: (() => SchemaNode) | undefined;
  /** Longest text that is read, in bytes of UTF-8. */
  readonly maxBytes: number;
  /** How often anchors may be repeated, against documents that grow without end. */
  readonly maxAliases: number;
}

function placeAt(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function createLocate(root: ParsedNode | null, lines: LineCounter): Locate {
  return (path, key) => {
    let node: Node | null = root;
    for (const step of path) {
      const child: unknown = isCollection(node) ? node.get(step, true) : undefined;
      if (!isNode(child)) break;
      node = child;
    }
    const pair =
      isMap(node) && key !== undefined ? node.items.find((item) => String(item.key) === key) : undefined;
    const named: unknown = pair?.key;
    return placeAt(lines, (isNode(named) ? named.range : undefined)?.[0] ?? node?.range?.[0] ?? 0);
  };
}

function describe(problem: SchemaProblem, locate: Locate): DocumentProblem {
  const path = readPointer(problem.pointer);
  const unknownKey = problem.keyword === 'additionalProperties' ? problem.property : undefined;
  const message = path.length === 0 ? problem.message : `${path.join('.')}: ${problem.message}`;
  return { ...locate(path, unknownKey), message };
}

/** An empty text is an empty mapping. Never throws. */
export function readYamlDocument(text: string, rules: YamlDocumentRules): YamlDocument {
  const refuse = (...problems: readonly DocumentProblem[]): YamlDocument => ({ status: 'invalid', problems });
  if (Buffer.byteLength(text) > rules.maxBytes) {
    return refuse({ line: 1, column: 1, message: `the file is larger than ${rules.maxBytes} bytes` });
  }
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  if (yaml.errors.length > 0) {
    return refuse(...yaml.errors.map(({ pos, message }) => ({ ...placeAt(lines, pos[0]), message })));
  }
  const locate = createLocate(yaml.contents, lines);
  let data: unknown;
  try {
    data = yaml.toJS({ maxAliasCount: rules.maxAliases }) ?? {};
  } catch {
    // The one thing that can go wrong in a document without errors.
    return refuse({ line: 1, column: 1, message: 'its aliases expand without end' });
  }
  const problems = findProblems(rules.validator, data);
  if (problems.length === 0) return { status: 'valid', data, locate };
  if (rules.readSchema === undefined) return refuse(...problems.map((problem) => describe(problem, locate)));
  const explained = explainProblems(problems, { schema: rules.readSchema(), data });
  return refuse(
    ...explained.map(({ pointer, key, message }) => ({ ...locate(readPointer(pointer), key), message })),
  );
}
