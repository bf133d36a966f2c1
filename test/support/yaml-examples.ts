/** The YAML examples of the documents: fenced blocks, sorted by what they are. */
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

/** Every ```yaml block of every Markdown file, without the indentation of its fence. */
export function yamlExamples(): YamlExample[] {
  return projectFiles()
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) => {
      const text = readProjectFile(file);
      return [...text.matchAll(fence)].map((match) => {
        const [, indent = '', body = ''] = match;
        const line = text.slice(0, match.index).split('\n').length + 1;
        const example = body.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
        const document = parseDocument(example);
        const value: unknown = document.errors.length > 0 ? undefined : document.toJS();
        return { at: `${file}:${line}`, text: example, value };
      });
    });
}

export function hasKey(value: unknown, key: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key);
}
