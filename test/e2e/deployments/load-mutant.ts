/** Makes a mutant of the server: edits its source while this process loads it. Before anything of the server is loaded. */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Mutant } from './mutant.ts';

const source = resolve(import.meta.dirname, '../../../src');

/** The text of a file with the edits made. Throws where the source no longer has what is edited, or has it twice. */
export function editFile(file: string, edits: Mutant['edits']): string {
  return edits
    .filter((edit) => edit.file === file)
    .reduce(
      (text, { from, to }) => {
        const [before, after, ...more] = text.split(from);
        if (before === undefined || after === undefined || more.length > 0)
          throw new Error(`src/${file} should have this once: ${from}`);
        return before + to + after;
      },
      readFileSync(join(source, file), 'utf8'),
    );
}

export function loadMutant({ edits }: Pick<Mutant, 'edits'>): void {
  const texts = new Map(
    edits.map(({ file }) => [pathToFileURL(join(source, file)).href, editFile(file, edits)]),
  );
  registerHooks({
    load(url, context, nextLoad) {
      const text = texts.get(url);
      return text === undefined
        ? nextLoad(url, context)
        : { format: 'module-typescript', source: text, shortCircuit: true };
    },
  });
}
