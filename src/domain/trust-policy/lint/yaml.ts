/** Text → one strict YAML 1.2 document, or what forbids it. */

import {
  type Document,
  isCollection,
  isNode,
  isPair,
  LineCounter,
  type Node,
  type ParsedNode,
  parseAllDocuments,
  type YAMLError,
} from 'yaml';
import { createFinding, type FindingId, maxFindings, type PolicyFinding } from '../findings.ts';
import { findDeepNesting } from './nesting.ts';
import { createPolicySource, type PolicySource } from './source.ts';
import { dropLooseYaml, findLooseYaml } from './strictness.ts';

export type PolicyYaml =
  | {
      readonly status: 'read';
      readonly source: PolicySource;
      /** Without what YAML allows and a policy does not. */
      readonly data: unknown;
      /** Errors that leave the rest of the document readable. */
      readonly findings: readonly PolicyFinding[];
    }
  | { readonly status: 'refused'; readonly findings: readonly PolicyFinding[] };

/** Longest piece of the library's words that is passed on; they may quote the file. */
const maxMessageLength = 160;

const idsOfErrors: Partial<Record<YAMLError['code'], FindingId>> = {
  DUPLICATE_KEY: 'duplicate-key',
  BAD_ALIAS: 'alias',
  MULTIPLE_ANCHORS: 'alias',
  TAG_RESOLVE_FAILED: 'custom-tag',
  MULTIPLE_TAGS: 'custom-tag',
  MULTIPLE_DOCS: 'multiple-documents',
};

/** Errors of the library behind which the rest of the document is what it seems to be. */
const readableErrors: ReadonlySet<YAMLError['code']> = new Set([
  'BAD_ALIAS',
  'MULTIPLE_ANCHORS',
  'TAG_RESOLVE_FAILED',
  'MULTIPLE_TAGS',
]);

function describe(error: YAMLError): string {
  if (error.code === 'TAB_AS_INDENT') return 'Tabs do not indent in YAML. Use spaces.';
  const words = error.message.slice(0, maxMessageLength).replace(/\s+/g, ' ').replace(/\.?$/, '.');
  return `This is not valid YAML: ${words}`;
}

/** Lines whose indentation holds a tab; the library lets some pass inside flow collections and quotes. */
const tabInIndentation = /^ *\t[ \t]*(?=[^\s#])/m;

/** Comments of the document, the head's first, then those of the nodes. */
function* listComments(document: Document.Parsed<ParsedNode>): Generator<string> {
  if (document.commentBefore) yield document.commentBefore;
  if (document.comment) yield document.comment;
  yield* listNodeComments(document.contents);
}

function* listNodeComments(node: Node | null): Generator<string> {
  if (node?.commentBefore) yield node.commentBefore;
  if (node?.comment) yield node.comment;
  for (const item of isCollection(node) ? node.items : []) {
    for (const inner of isPair(item) ? [item.key, item.value] : [item])
      yield* listNodeComments(isNode(inner) ? inner : null);
  }
}

/** Reads `text`; the caller has checked its characters. Never throws. */
export function readPolicyYaml(text: string): PolicyYaml {
  const lines = new LineCounter();
  for (let offset = 0; offset >= 0; offset = text.indexOf('\n', offset) + 1 || -1) lines.addNewLine(offset);
  const empty = createPolicySource(text, lines);
  function refuse(id: FindingId, message: string, [start, end]: readonly number[] = []): PolicyYaml {
    const range = empty.rangeBetween(start ?? 0, end ?? start ?? 0);
    return { status: 'refused', findings: [createFinding(id, { range, message })] };
  }
  const deep = findDeepNesting(text);
  if (deep !== undefined)
    return refuse('yaml-syntax', 'The file is nested deeper than a policy can be.', [deep]);
  const tab = tabInIndentation.exec(text);
  if (tab)
    return refuse('yaml-syntax', 'Tabs do not indent in YAML. Use spaces.', [
      tab.index,
      tab.index + tab[0].length,
    ]);
  const directive = /^%/m.exec(text);
  if (directive)
    return refuse('yaml-syntax', 'Directives, lines that begin with %, are not allowed.', [directive.index]);

  // The library's own check for unique keys takes quadratic time; findLooseYaml does it.
  const documents = parseAllDocuments<ParsedNode>(text, {
    version: '1.2',
    schema: 'core',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const [document, second] = 'empty' in documents ? [] : documents;
  if (!document?.contents) return refuse('wrong-type', 'The file is empty. A policy is a mapping.');
  const source = createPolicySource(text, lines, {
    root: document.contents,
    comments: () => listComments(document),
  });
  const errors = document.errors.slice(0, maxFindings).map((error) =>
    createFinding(idsOfErrors[error.code] ?? 'yaml-syntax', {
      range: source.rangeBetween(...error.pos),
      message: describe(error),
    }),
  );
  const readable = document.errors.every(({ code }) => readableErrors.has(code));
  if (!readable) return { status: 'refused', findings: errors };
  const findings = [...errors, ...findLooseYaml(source)];
  if (second) {
    const range = source.rangeBetween(second.range[0], second.range[0]);
    findings.push(
      createFinding('multiple-documents', { range, message: 'The file holds more than one YAML document.' }),
    );
  }
  dropLooseYaml(document);
  return { status: 'read', source, data: document.toJS(), findings };
}
