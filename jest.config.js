/** In milliseconds. */
const testTimeout = 30_000;
const common = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  extensionsToTreatAsEsm: ['.ts'],
  // Jest strips erasable TypeScript itself when no transform claims a file.
  transform: {},
  testTimeout,
  // Starts nothing by itself.
  globalSetup: '<rootDir>/test/support/postgres-global.ts',
  globalTeardown: '<rootDir>/test/support/postgres-global-end.ts',
};
const threeReplicas = {
  ...common,
  displayName: 'three replicas',
  setupFiles: ['<rootDir>/test/support/three-replicas.ts'],
};
/** One of each kind: exchange and mint, locks, uploads, commits, audit. */
const some = ['replicas', 'sts/sts', 'locks/routes', 'stacks/instances', 'commits/comment', 'audit/routes'];

/** @type {import('jest').Config} */
export default {
  // Most tests wait for processes and peers, so a worker for each core pays even on two.
  maxWorkers: '100%',
  testTimeout,
  projects: [
    { ...common, displayName: 'tests' },
    { ...threeReplicas, testMatch: some.map((name) => `<rootDir>/test/server/${name}.test.ts`) },
  ],
};

/** What `npm run test:replicas` runs: everything that the server's tests ask of one server, of three. */
export const everythingOnReplicas = { ...threeReplicas, testMatch: ['<rootDir>/test/server/**/*.test.ts'] };
