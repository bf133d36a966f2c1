/** Turns an `import:` entry of atmos.yaml into files: a file, a directory, or a pattern with `*`, `?` and `**`. */
import { compileGlob } from '../patterns/glob.ts';
import { joinPath } from './find-atmos-config.ts';
import type { AtmosConfigReader } from './settings.ts';

/** Most directories that one pattern may visit. */
const maxDirectories = 500;

const remotePattern =
  /^(?:[a-z][a-z0-9+.-]*:\/\/|[a-z0-9]+::|git@|(?:github|gitlab|bitbucket)\.(?:com|org)\/|mock:)/i;

/** Whether Atmos would download it. */
export function isRemoteImport(entry: string): boolean {
  return remotePattern.test(entry);
}

async function walk(
  directory: string,
  segments: readonly string[],
  visit: { readonly reader: AtmosConfigReader; left: number },
): Promise<readonly string[]> {
  const [segment = '', ...rest] = segments;
  visit.left -= 1;
  const names = visit.left < 0 ? undefined : await visit.reader.list(directory);
  if (names === undefined) {
    return [];
  }
  const found: string[] = [];
  if (segment === '**') {
    found.push(...(rest.length === 0 ? [] : await walk(directory, rest, visit)));
    for (const name of names) {
      found.push(...(await walk(joinPath(directory, name), segments, visit)));
    }
    return found;
  }
  // A name holds no `/`, so `*` stays within its segment.
  const matches = compileGlob(segment);
  for (const path of names.filter(matches).map((name) => joinPath(directory, name))) {
    found.push(...(rest.length === 0 ? [path] : await walk(path, rest, visit)));
  }
  return found;
}

function compareDepth(left: string, right: string): number {
  const depth = left.split('/').length - right.split('/').length;
  return depth !== 0 ? depth : left < right ? -1 : 1;
}

/** Of `x.yaml` and `x.yml` the first counts; shallow files come before deep ones, then by name. */
function order(paths: readonly string[]): readonly string[] {
  const unique = new Set(paths);
  return [...unique]
    .filter((path) => !(path.endsWith('.yml') && unique.has(`${path.slice(0, -'.yml'.length)}.yaml`)))
    .sort(compareDepth);
}

/** YAML files under a directory, at any depth. */
export async function listConfigFiles(
  directory: string,
  reader: AtmosConfigReader,
): Promise<readonly string[]> {
  const visit = { reader, left: maxDirectories };
  const paths = await walk(directory, ['**', '*'], visit);
  return order(paths.filter((path) => /\.ya?ml$/.test(path)));
}

/** Files that a local entry means, in the order in which they are laid over each other. */
export async function expandImport(
  entry: string,
  base: string,
  reader: AtmosConfigReader,
): Promise<readonly string[]> {
  const path = joinPath(base, entry);
  if (!/[*?]/.test(path)) {
    if ((await reader.list(path)) !== undefined) {
      return listConfigFiles(path, reader);
    }
    return /\.[^/.]+$/.test(path) ? [path] : [`${path}.yaml`, `${path}.yml`];
  }
  const segments = path.split('/');
  const first = segments.findIndex((segment) => /[*?]/.test(segment));
  const visit = { reader, left: maxDirectories };
  const root = segments.slice(0, first).join('/') || '/';
  const suffixes = /\.[^/.]+$/.test(path) ? [''] : ['.yaml', '.yml'];
  const found: string[] = [];
  for (const suffix of suffixes) {
    const pattern = segments.slice(first);
    found.push(...(await walk(root, pattern.with(-1, `${pattern.at(-1)}${suffix}`), visit)));
  }
  return order(found);
}
