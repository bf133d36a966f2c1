/**
 * Builds the npm package `atmos-pro`: the command line as JavaScript, because Node runs no TypeScript in `node_modules`,
 * with the files that it reads and starts, and the dependencies that it imports.
 *
 * Usage: `node scripts/package.ts [outDir]`, `build/package` by default; `npm pack` or `npm publish` that folder.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPackageManifest } from './read-packages.ts';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const outDir = resolve(root, process.argv[2] ?? 'build/package');

/** Files besides the code: schemas and examples that commands read, what browsers load, and the actions that the demo runs. */
const copied = [
  'src/schema/generated',
  'src/simulator/DIFFERENCES.md',
  'src/web/assets/app.css',
  'src/web/assets/icon.svg',
  'src/web/assets/live.js',
  'schemas',
  'examples',
  'dist',
  'actions/lock-stack/action.yml',
  'actions/setup-sts/action.yml',
  'actions/upload-affected/action.yml',
  'actions/upload-instances/action.yml',
  'actions/upload-status/action.yml',
  'LICENSE',
];

/** Names of the packages that any of these modules imports. */
function importedPackages(sources: readonly string[]): ReadonlySet<string> {
  const specifiers = sources.flatMap((text) =>
    [...text.matchAll(/(?:from|import|require|resolve)\s*\(?\s*['"]([^'"]+)['"]/g)].map(
      ([, specifier = '']) => specifier,
    ),
  );
  const packages = specifiers.filter((specifier) => !/^(?:\.|node:)/.test(specifier));
  return new Set(
    packages.map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    ),
  );
}

const launcher = `#!/usr/bin/env node
// Old syntax up to the check, so that an old Node says what is wrong.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error('atmos-pro needs Node 24 or later; this is ' + process.versions.node + '.');
  process.exitCode = 2;
} else {
  import('../src/cli/main.js').then(async ({ main }) => {
    process.exitCode = await main(process.argv.slice(2));
  });
}
`;

const readme = `# atmos-pro

The Atmos Pro API, self-hosted: \`atmos-pro serve\`, with a doctor, a GitHub simulator and tools for trust policies.
Needs Node 24 or later; git for the simulator and the demo.

    npx atmos-pro demo
    npx atmos-pro --help

The page "Running the server" of the repository leads from nothing to the first minted token.
`;

rmSync(outDir, { recursive: true, force: true });
mkdirSync(join(outDir, 'bin'), { recursive: true });
execFileSync(
  join(root, 'node_modules/.bin/tsc'),
  ['-p', 'scripts/tsconfig.package.json', '--outDir', outDir],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
for (const path of copied) cpSync(join(root, path), join(outDir, path), { recursive: true });
const { version, license, dependencies } = readPackageManifest(join(root, 'package.json'));
const sources = globSync('src/**/*.{js,cjs}', { cwd: outDir }).map((file) =>
  readFileSync(join(outDir, file), 'utf8'),
);
const imported = importedPackages(sources);
/** The repository of the source; npm compares it with the provenance. */
const source = process.env['ATMOS_PRO_SOURCE_REPOSITORY'];
const manifest = {
  name: 'atmos-pro',
  version,
  description:
    'Self-hosted server for the Atmos Pro API, with a doctor, a GitHub simulator and tools for trust policies',
  license,
  // JSON leaves out what is undefined.
  repository: source === undefined ? undefined : { type: 'git', url: `git+${source}.git` },
  type: 'module',
  bin: { 'atmos-pro': 'bin/atmos-pro.js' },
  engines: { node: '>=24' },
  dependencies: Object.fromEntries(Object.entries(dependencies).filter(([name]) => imported.has(name))),
};
writeFileSync(join(outDir, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
writeFileSync(join(outDir, 'bin/atmos-pro.js'), launcher, { mode: 0o755 });
writeFileSync(join(outDir, 'README.md'), readme);
