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

const fence = /^([ \t]*)```ya?ml[^\n]*\n([\s\S]*?)^\1```/gm;

function parseExample(at: string, text: string): YamlExample {
  const document = parseDocument(text);
  const value: unknown = document.errors.length > 0 ? undefined : document.toJS();
  return { at, text, value };
}

/** Every ```yaml block of a Markdown file, without the indentation of its fence. */
function fencedExamples(file: string): YamlExample[] {
  const text = readProjectFile(file);
  return [...text.matchAll(fence)].map((match) => {
    const [, indent = '', body = ''] = match;
    const line = text.slice(0, match.index).split('\n').length + 1;
    return parseExample(`${file}:${line}`, body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''));
  });
}

export function yamlExamples(): YamlExample[] {
  const files = projectFiles();
  return [
    ...files.filter((file) => file.endsWith('.md')).flatMap(fencedExamples),
    ...files
      .filter((file) => /^examples\/.*\.ya?ml$/.test(file))
      .map((file) => parseExample(file, readProjectFile(file))),
  ];
}

export function hasKey(value: unknown, key: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key);
}
