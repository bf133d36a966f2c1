/** The texts that people read: prose of documents, descriptions in manifests and schemas, and sentences in the code. */
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

/** Strings of at least three words; what is inserted into a template is left out. */
function sentencesIn(source: string): string[] {
  const code = source.replace(
    /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (match) => (match.startsWith('/') ? '' : match),
  );
  return [...code.matchAll(literal)]
    .map(
      ([, single = '', double = '', template = '']) =>
        single || double || template.replace(/\$\{[^}]*\}/g, '…'),
    )
    .map((text) =>
      text
        .replaceAll("\\'", "'")
        .replace(/\\?`[^`\n]*\\?`/g, '`…`')
        .replace(/“[^”]*”|"[^"]*"/g, '“…”'),
    )
    .filter((text) => /\p{L}+ \p{L}+ \p{L}+/u.test(text));
}

function textsOf(file: string): string[] {
  const content = readProjectFile(file);
  if (file.endsWith('.md')) return [proseOf(content)];
  if (/\.ya?ml$/.test(file)) return descriptionsIn(parse(content));
  if (file.endsWith('.json')) return descriptionsIn(JSON.parse(content));
  return sentencesIn(content);
}

/** What `pattern` selects among the files that speak to people. */
export function textsForPeople(pattern: RegExp): readonly TextForPeople[] {
  return projectFiles()
    .filter((file) => pattern.test(file))
    .flatMap((file) => textsOf(file).map((text) => ({ file, text })));
}
