/** Holds Kubernetes objects against the API's published types with the compiler, which refuses unknown keys as the API server's strict mode does. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/source-files.ts';

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** `apps/v1` → the module that has its types; the core group is called v1 alone. */
function moduleOf(apiVersion: string): string {
  const [group = '', version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
  return `kubernetes-types/${group.split('.')[0]}/${version}`;
}

/** What the compiler has to say, by the place in the list; nothing for objects that are as the API takes them. */
export function checkKubernetesObjects(objects: readonly KubernetesObject[]): Promise<readonly string[]> {
  const lines = objects.flatMap((object, index) => [
    `import type { ${object.kind} as Kind${index} } from '${moduleOf(object.apiVersion)}';`,
    `export const object${index}: Kind${index} = ${JSON.stringify(object)};`,
  ]);
  // Inside the project, so that the compiler finds node_modules.
  mkdirSync(join(root, 'build'), { recursive: true });
  const folder = mkdtempSync(join(root, 'build', 'kubernetes-'));
  const file = join(folder, 'objects.ts');
  writeFileSync(file, `${lines.join('\n')}\n`);
  const options = [
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--ignoreConfig',
    '--module',
    'preserve',
    '--types',
    '',
  ];
  return new Promise((resolve) => {
    execFile(
      join(root, 'node_modules/.bin/tsc'),
      [...options, file],
      { cwd: root },
      (error, stdout, stderr) => {
        rmSync(folder, { recursive: true, force: true });
        const said = (stdout + stderr).split('\n').filter((line) => line.includes('error'));
        resolve(error !== null && said.length === 0 ? [error.message] : said);
      },
    );
  });
}
