/** What the syntax trees of the sources say: sizes of functions, exported names, and casts. */
import { resolve } from 'node:path';
import { type Node, type SourceFile, SyntaxKind } from 'typescript/unstable/ast';
import {
  isArrowFunction,
  isAsExpression,
  isCallExpression,
  isFunctionDeclaration,
  isFunctionExpression,
  isIdentifier,
  isMethodDeclaration,
  isVariableStatement,
} from 'typescript/unstable/ast/is';
import { API } from 'typescript/unstable/sync';
import { root } from './source-files.ts';

interface FunctionSize {
  /** `src/a.ts:12`, for a person who looks for it. */
  readonly place: string;
  readonly lines: number;
  readonly parameters: number;
}

interface Cast {
  readonly place: string;
  readonly text: string;
  readonly isOfParsedJson: boolean;
  /** A comment is on the line of the cast or on the line above it. */
  readonly hasReason: boolean;
}

interface Syntax {
  readonly functions: readonly FunctionSize[];
  /** Name → files that declare and export it. */
  readonly exported: ReadonlyMap<string, readonly string[]>;
  /** All but `as const`. */
  readonly casts: readonly Cast[];
}

function lineOf(source: SourceFile, position: number): number {
  return source.getLineAndCharacterOfPosition(position).line + 1;
}

function parametersOf(node: Node): number | undefined {
  return isFunctionDeclaration(node) ||
    isFunctionExpression(node) ||
    isArrowFunction(node) ||
    isMethodDeclaration(node)
    ? node.parameters.length
    : undefined;
}

function isCommented(source: SourceFile, line: number): boolean {
  const [above = '', own = ''] = source.text.split('\n').slice(Math.max(line - 2, 0), line);
  return /^\s*(?:\/\/|\*\/|\/\*\*.*\*\/$)/.test(above) || /\/\/ /.test(own);
}

/** Names that the statements at the top of the file declare and export. */
function exportedNames(source: SourceFile): string[] {
  return source.statements.flatMap((statement) => {
    const { modifiers, name } = statement as { modifiers?: readonly Node[]; name?: Node };
    if (modifiers?.some(({ kind }) => kind === SyntaxKind.ExportKeyword) !== true) return [];
    const names = isVariableStatement(statement)
      ? statement.declarationList.declarations.map((declaration) => declaration.name)
      : [name];
    return names.flatMap((declared) =>
      declared !== undefined && isIdentifier(declared) ? [declared.text] : [],
    );
  });
}

function castOf(source: SourceFile, file: string, node: Node): Cast | undefined {
  if (!isAsExpression(node) || node.type.getText(source) === 'const') return undefined;
  const { expression } = node;
  const line = lineOf(source, node.getStart(source));
  return {
    place: `${file}:${line}`,
    text: node.getText(source),
    isOfParsedJson: isCallExpression(expression) && expression.expression.getText(source) === 'JSON.parse',
    hasReason: isCommented(source, line),
  };
}

/** @param files paths from the root of the repository, all of them in tsconfig.json. */
export function readSyntax(files: readonly string[]): Syntax {
  const api = new API({ cwd: root });
  try {
    const [project] = api.updateSnapshot({ openProjects: [resolve(root, 'tsconfig.json')] }).getProjects();
    const functions: FunctionSize[] = [];
    const casts: Cast[] = [];
    const exported = new Map<string, string[]>();
    for (const file of files) {
      const source = project?.program.getSourceFile(resolve(root, file));
      if (source === undefined) throw new Error(`${file} is not in tsconfig.json`);
      const visit = (node: Node): void => {
        const parameters = parametersOf(node);
        const line = lineOf(source, node.getStart(source));
        if (parameters !== undefined) {
          const lines = lineOf(source, node.end) - line + 1;
          functions.push({ place: `${file}:${line}`, lines, parameters });
        }
        const cast = castOf(source, file, node);
        if (cast !== undefined) casts.push(cast);
        node.forEachChild(visit);
      };
      source.forEachChild(visit);
      for (const name of exportedNames(source)) exported.set(name, [...(exported.get(name) ?? []), file]);
    }
    return { functions, exported, casts };
  } finally {
    api.close();
  }
}
