/** The texts that people read: prose of documents, descriptions in manifests and schemas, sentences, comments and test titles in the code. */
import { parse } from 'yaml';
import { projectFiles, readProjectFile } from './source-files.ts';

export interface TextForPeople {
  readonly file: string;
  readonly text: string;
}

/** Code, quotations, link targets and comments are not the page's own prose; generated regions are read at their source. */
function proseOf(markdown: string): string {
  return markdown
    .replace(/^[ \t]*```[\s\S]*?^[ \t]*```/gm, '')
    .replace(/<!-- generated:([\w-]+) -->[\s\S]*?<!-- \/generated:\1 -->/g, '')
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/`[^`\n]*`/g, '`…`')
    .replace(/“[^”\n]*”|"[^"\n]*"/g, '“…”')
    .replace(/\]\([^)\n]*\)/g, ']');
}

/** Values of `description`, `summary` and `name` at any depth. */
function descriptionsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string' && ['description', 'summary', 'name', 'title'].includes(key)
      ? [inner.replace(/`[^`\n]*`/g, '`…`')]
      : descriptionsIn(inner),
  );
}

const literal = /'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"|`((?:\\.|[^`\\])*)`/g;
const literalOrComment =
  /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
const title = /\b(?:test|describe)(?:\.\w+)*\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g;
const titleOfEach = /^\s*\](?: as const)?\)\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/gm;
/** The name of a case in `test.each`: the first string of a row, or its `name`. */
const nameOfCase = /(?:^\s*\[\s*|\bname: )(['"`])((?:\\.|(?!\1)[^\\])*)\1/gm;

/** Code and quotations are not judged. */
function withoutQuotations(text: string): string {
  return text.replace(/\\?`[^`\n]*\\?`/g, '`…`').replace(/“[^”]*”|"[^"]*"/g, '“…”');
}

/** Strings of at least three words; what is inserted into a template is left out. */
function sentencesIn(source: string): string[] {
  const code = source.replace(literalOrComment, (match) => (match.startsWith('/') ? '' : match));
  return [...code.matchAll(literal)]
    .map(
      ([, single = '', double = '', template = '']) =>
        single || double || template.replace(/\$\{[^}]*\}/g, '…'),
    )
    .map((text) => withoutQuotations(text.replaceAll("\\'", "'")))
    .filter((text) => /\p{L}+ \p{L}+ \p{L}+/u.test(text));
}

/** Comments, each on one line. Consecutive `//` lines are separate comments. */
function commentsIn(source: string): string[] {
  return [...source.matchAll(literalOrComment)]
    .map(([match]) => match)
    .filter((match) => match.startsWith('/'))
    .map((comment) => comment.replace(/\n\s*\* ?/g, ' ').replace(/^\/(?:\/|\*+)\s*/, ''))
    .map(withoutQuotations);
}

/** Titles of tests, of groups of tests, and of cases. */
function titlesIn(source: string): string[] {
  return [title, titleOfEach, nameOfCase].flatMap((pattern) =>
    [...source.matchAll(pattern)].map(([, , text = '']) => withoutQuotations(text)),
  );
}

function textsOf(file: string): string[] {
  const content = readProjectFile(file);
  if (file.endsWith('.md')) return [proseOf(content)];
  if (/\.ya?ml$/.test(file)) return descriptionsIn(parse(content));
  if (file.endsWith('.json')) return descriptionsIn(JSON.parse(content));
  const isTest = file.startsWith('test/');
  return [...(isTest ? titlesIn(content) : sentencesIn(content)), ...commentsIn(content)];
}

/** What `pattern` selects among the files that speak to people. */
export function textsForPeople(pattern: RegExp): readonly TextForPeople[] {
  return projectFiles()
    .filter((file) => pattern.test(file))
    .flatMap((file) => textsOf(file).map((text) => ({ file, text })));
}
