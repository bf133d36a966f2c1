/**
 * Which test files are in `npm test` and which in `npm run test:slow`. A file that is not named here is in `npm test`.
 * Paths are from the root; a folder stands for all files in it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

const slowPlaces: readonly { readonly path: string; readonly because: string }[] = [
  { path: 'test/cli/doctor-postgres.test.ts', because: 'PostgreSQL alone' },
  { path: 'test/server/database/compose-roles.test.ts', because: 'PostgreSQL alone' },
  { path: 'test/server/database/runtime-role.test.ts', because: 'PostgreSQL alone' },
  { path: 'test/server/database/outage.test.ts', because: 'outages' },
  { path: 'test/server/locks/outage.test.ts', because: 'outages' },
  { path: 'test/actions/lock-stack-killed.test.ts', because: 'killed processes' },
  { path: 'test/server/audit-webhooks/kill.test.ts', because: 'killed processes' },
  { path: 'test/server/commits/kill.test.ts', because: 'killed processes' },
  { path: 'test/server/work/kill.test.ts', because: 'killed processes' },
  { path: 'test/server/stacks/uploads-crash.test.ts', because: 'killed processes' },
  { path: 'test/e2e/attacks/killed-mints.test.ts', because: 'killed processes' },
  { path: 'test/e2e/attacks/stop-while-github-hangs.test.ts', because: 'killed processes' },
  { path: 'test/server/database/processes.test.ts', because: 'several processes on one database' },
  { path: 'test/server/http/fuzz.test.ts', because: 'fuzz' },
  { path: 'test/server/stacks/uploads-model.test.ts', because: 'proof' },
  { path: 'test/e2e/locks', because: 'proofs' },
  { path: 'test/e2e/replicas', because: 'three replicas of which one is killed' },
  { path: 'test/e2e/pages', because: 'pages of the docs as walked' },
  { path: 'test/e2e/examples/examples.test.ts', because: 'pages of the docs as walked' },
  { path: 'test/e2e/examples/gallery.test.ts', because: 'pages of the docs as walked' },
  { path: 'test/e2e/site', because: 'the site, with packages of its own' },
  { path: 'test/e2e/deployments/more-histories.test.ts', because: 'proof' },
  { path: 'test/e2e/deployments/mutants.test.ts', because: 'proof' },
  { path: 'test/e2e/deployments/over-http', because: 'killed processes' },
  { path: 'test/server/drift/histories.test.ts', because: 'proof' },
  { path: 'test/server/drift/tick-histories.test.ts', because: 'proof' },
  { path: 'test/e2e/demo.test.ts', because: 'pages of the docs as walked' },
  { path: 'test/e2e/secrets-canary.test.ts', because: 'canary of secrets' },
  { path: 'test/e2e/git-worlds.test.ts', because: 'ten thousand generated jobs' },
  { path: 'test/e2e/package.test.ts', because: 'the package' },
  { path: 'test/e2e/release', because: 'the package' },
  { path: 'test/e2e/image', because: 'the container image' },
  { path: 'test/e2e/upgrade', because: 'PostgreSQL alone, and an earlier version beside this one' },
  { path: 'test/conformance', because: 'conformance' },
  { path: 'test/browser', because: 'pages in Chromium' },
];

/** Of each kind of request one: exchange and mint, locks, uploads, commits, audit. */
const onThreeReplicas = [
  'test/server/replicas.test.ts',
  'test/server/sts/sts.test.ts',
  'test/server/locks/routes.test.ts',
  'test/server/stacks/instances.test.ts',
  'test/server/commits/comment.test.ts',
  'test/server/audit/routes.test.ts',
];

function isSlow(file: string): boolean {
  return slowPlaces.some(({ path }) => file === path || file.startsWith(`${path}/`));
}

/** It has tests that run once per database engine, or on PostgreSQL alone. */
function usesPostgres(file: string): boolean {
  return /\bdescribe(?:EachStore|Postgres)\b/.test(readFileSync(join(root, file), 'utf8'));
}

const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => `test/${name.replaceAll('\\', '/')}`)
  .sort();

/** Every test file, once: in `npm test` or in `npm run test:slow`. */
export const suites = {
  fast: files.filter((file) => !isSlow(file)),
  slow: files.filter(isSlow),
  /** Of the fast ones: `npm run test:slow` runs them once more, on the other engine and on several servers. */
  again: {
    postgres: files.filter((file) => !isSlow(file) && usesPostgres(file)),
    threeReplicas: onThreeReplicas,
  },
  /** Listed files that do not exist. */
  stale: [...slowPlaces.map(({ path }) => path), ...onThreeReplicas].filter(
    (path) => !existsSync(join(root, path)),
  ),
  /** `npm run test:replicas`: everything that is asked of one server, of three. */
  server: files.filter((file) => file.startsWith('test/server/')),
};
