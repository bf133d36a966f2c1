/** Reads a seed file: YAML, held against `schemas/simulator-world.json`; what is wrong is told with line and column. */
import { isCollection, isMap, LineCounter, type Node, type ParsedNode, parseDocument } from 'yaml';
import { ActionError } from '../errors.ts';
import { validateSimulatorWorld } from '../schema/generated/simulator-world.cjs';
import { findProblems, type SchemaProblem } from '../schema/problems.ts';
import { findSeedProblems } from './seed-references.ts';
import type { WorldSeed } from './seed-types.ts';

/** Largest seed file, in bytes. */
export const MAX_SEED_BYTES = 16 * 1024 * 1024;
/** Problems that one error names; more do not help. */
const MAX_SHOWN_PROBLEMS = 10;
/** How often anchors may be repeated, against documents that grow without end. */
const MAX_ALIASES = 1000;

type Path = readonly (string | number)[];

function refuse(fileName: string, problems: readonly string[], cause?: unknown): never {
  const shown = problems.slice(0, MAX_SHOWN_PROBLEMS).map((problem) => `${fileName}:${problem}`);
  const rest = problems.length - shown.length;
  const message = [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n');
  throw new ActionError('INPUT_CONFIG_INVALID', message, {
    hint: 'schemas/simulator-world.json says what a seed file may hold.',
    ...(cause === undefined ? {} : { cause }),
  });
}

/** `line:column`, from 1, of the value at a path, or of its nearest ancestor that the text has. */
function createLocate(contents: ParsedNode | null, lines: LineCounter): (path: Path, key?: string) => string {
  return (path, key) => {
    let node: Node | null = contents;
    for (const step of path) {
      const child: unknown = isCollection(node) ? node.get(step, true) : undefined;
      if (typeof child !== 'object' || child === null) break;
      node = child as Node;
    }
    const pair =
      isMap(node) && key !== undefined ? node.items.find((item) => String(item.key) === key) : undefined;
    const offset = (pair?.key as Node | undefined)?.range?.[0] ?? node?.range?.[0] ?? 0;
    const { line, col } = lines.linePos(offset);
    return `${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
}

/** A JSON Pointer as the keys that lead there; those of lists are numbers. */
function pathOf(pointer: string, document: unknown): (string | number)[] {
  let value = document;
  return pointer
    .split('/')
    .slice(1)
    .map((part) => {
      const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
      const key = Array.isArray(value) ? Number(name) : name;
      value = (value as Readonly<Record<string | number, unknown>> | undefined)?.[key];
      return key;
    });
}

function describe(problem: SchemaProblem, path: Path): string {
  return path.length === 0 ? problem.message : `${path.join('.')}: ${problem.message}`;
}

/** Throws `INPUT_CONFIG_INVALID`; an empty file is an empty world. `fileName` is for messages. */
export function parseSeed(text: string, fileName: string): WorldSeed {
  if (Buffer.byteLength(text) > MAX_SEED_BYTES) {
    refuse(fileName, [`1:1: the file has more than ${MAX_SEED_BYTES} bytes`]);
  }
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const locate = createLocate(yaml.contents, lines);
  if (yaml.errors.length > 0) {
    refuse(
      fileName,
      yaml.errors.map(({ pos, message }) => {
        const { line, col } = lines.linePos(pos[0]);
        return `${line}:${col}: ${message}`;
      }),
    );
  }
  let data: unknown;
  try {
    data = yaml.toJS({ maxAliasCount: MAX_ALIASES }) ?? {};
  } catch (cause) {
    return refuse(fileName, ['1:1: its aliases expand without end'], cause);
  }
  const misfits = findProblems(validateSimulatorWorld, data).map((problem) => {
    const path = pathOf(problem.pointer, data);
    const key = problem.keyword === 'additionalProperties' ? problem.property : undefined;
    return `${locate(path, key)}: ${describe(problem, path)}`;
  });
  if (misfits.length > 0) refuse(fileName, misfits);
  // The validator has just said that it is one.
  const seed = data as WorldSeed;
  const loose = findSeedProblems(seed).map(
    ({ path, message }) => `${locate(path)}: ${path.join('.')}: ${message}`,
  );
  if (loose.length > 0) refuse(fileName, loose);
  return seed;
}
