/** The YAML examples: fenced blocks of the documents, and the files of `examples/`. */
import { parseDocument } from 'yaml';
import { projectFiles, readProjectFile } from './source-files.ts';

export interface YamlExample {
  /** File and line of the block's first line, for a test's name. */
  readonly at: string;
  readonly text: string;
  /** The parsed document, `undefined` where it is not YAML. */
  readonly value: unknown;
}

const fence = /^([ \t]*)```(ya?ml)([^\n]*)\n([\s\S]*?)^\1```/gm;
/** The word after the language of a block that shows the configuration of another tool, before a migration. */
const foreign = 'before';

function parseExample(at: string, text: string): YamlExample {
  const document = parseDocument(text);
  const value: unknown = document.errors.length > 0 ? undefined : document.toJS();
  return { at, text, value };
}

/** The ```yaml blocks of a Markdown file, ours or those of other tools, without the indentation of the fence. */
function fencedExamples(file: string, whose: 'ours' | 'others'): YamlExample[] {
  const text = readProjectFile(file);
  const blocks = [...text.matchAll(fence)].filter(
    ([, , , info = '']) => (info.trim() === foreign) === (whose === 'others'),
  );
  return blocks.map((match) => {
    const [, indent = '', , , body = ''] = match;
    const line = text.slice(0, match.index).split('\n').length + 1;
    return parseExample(`${file}:${line}`, body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''));
  });
}

export function yamlExamples(): YamlExample[] {
  const files = projectFiles();
  return [
    ...files.filter((file) => file.endsWith('.md')).flatMap((file) => fencedExamples(file, 'ours')),
    ...files
      .filter((file) => /^examples\/.*\.ya?ml$/.test(file))
      .map((file) => parseExample(file, readProjectFile(file))),
  ];
}

/** The blocks that show what a reader has before a migration. */
export function foreignExamples(): YamlExample[] {
  return projectFiles()
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) => fencedExamples(file, 'others'));
}

export function hasKey(value: unknown, key: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key);
}
