/**
 * Tests that prove a guarantee. A test names the guarantees in a comment above its title: `// Lock guarantee: one-holder`. The title
 * is the first string after the comment.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { table } from './regions.ts';

export interface ProvingTest {
  readonly ids: readonly string[];
  readonly file: string;
  readonly title: string;
}

/** `Lock guarantee` or `Deployment guarantee`. */
export type ProofLabel = `${string} guarantee`;

/** Every test whose comment has the label. */
export function listProvingTests(root: string, label: ProofLabel): readonly ProvingTest[] {
  const marker = new RegExp(String.raw`// ${label}: ([a-z, -]+)\n[^'\n]*'((?:[^'\\\n]|\\.)+)'`, 'g');
  const files = execFileSync('git', ['grep', '-l', '--untracked', `// ${label}: `, '--', 'test'], {
    cwd: root,
    encoding: 'utf8',
  });
  return files
    .trim()
    .split('\n')
    .toSorted()
    .flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(marker)].map(([, ids = '', title = '']) => ({
        ids: ids.split(', '),
        file,
        title,
      })),
    );
}

/** A row for each text, with the tests that name its id. */
export function provenTable(
  head: string,
  texts: Readonly<Record<string, string>>,
  tests: readonly ProvingTest[],
): string {
  const rows = Object.entries(texts).map(([id, text]) => [
    text,
    tests
      .filter(({ ids }) => ids.includes(id))
      .map(({ file, title }) => `[${file.replace(/^test\//, '')}](../${file}) “${title}”`)
      .join('<br>'),
  ]);
  return table([head, 'tests'], rows);
}
