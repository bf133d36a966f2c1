/**
 * Configurations of Atmos as files, and what the Atmos CLI reads from each. The results are recorded from `atmos describe config`; a test in
 * `test/conformance` compares them with the CLI where it is installed.
 */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AtmosLayout } from './layout.ts';
import { fileLayouts } from './places.ts';
import { profileLayouts } from './profiles.ts';
import { valueLayouts } from './values.ts';

export const atmosLayouts: readonly AtmosLayout[] = [...profileLayouts, ...fileLayouts, ...valueLayouts];

/** Writes the files below a directory. Resolves to the variables of the layout and the directory where Atmos runs. */
export async function writeAtmosLayout(layout: AtmosLayout, directory: string) {
  const home = join(directory, 'home');
  const workingDirectory = join(directory, 'repo', layout.directory ?? '');
  await mkdir(home, { recursive: true });
  await mkdir(join(directory, 'repo/.git/objects'), { recursive: true });
  await mkdir(join(directory, 'repo/.git/refs'), { recursive: true });
  for (const [name, text] of Object.entries({
    'repo/.git/HEAD': 'ref: refs/heads/main\n',
    ...layout.files,
  })) {
    const path = join(directory, name);
    await mkdir(dirname(path), { recursive: true });
    await (text.startsWith('-> ') ? symlink(text.slice(3), path) : writeFile(path, text));
  }
  const variables = Object.entries(layout.environment ?? {}).map(([name, value]) => [
    name,
    value.replace('$HOME', home),
  ]);
  const environment: Record<string, string> = { HOME: home, ...Object.fromEntries(variables) };
  return { environment, workingDirectory, checkout: join(directory, 'repo'), home };
}
