import { suites } from './test/suites.ts';
import { patience } from './test/support/patience.ts';

const testTimeout = patience(30_000);

/** A list of files, and the databases that they run on. */
const project = (displayName, files, stores, setupFiles = []) => ({
  displayName,
  rootDir: import.meta.dirname,
  testMatch: files.map((file) => `<rootDir>/${file}`),
  globals: { testStores: stores },
  setupFiles,
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  extensionsToTreatAsEsm: ['.ts'],
  // Jest strips erasable TypeScript itself when no transform claims a file.
  transform: {},
  testTimeout,
  // Starts nothing by itself.
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
});
const threeReplicas = (files) =>
  project('three replicas', files, ['postgres'], ['<rootDir>/test/support/three-replicas.ts']);

const run = (...projects) => ({
  rootDir: import.meta.dirname,
  // Most tests wait for processes and servers, so a worker for each core pays even on two.
  maxWorkers: '100%',
  // Modules of finished files stay in a worker: a large one starts processes slowly.
  workerIdleMemoryLimit: '384MB',
  testTimeout,
  projects,
});

/** @type {import('jest').Config} */
export default run(project('tests', suites.fast, ['sqlite']));

/** `test/slow.config.js` */
export const slow = run(
  project('slow', suites.slow, ['sqlite', 'postgres']),
  project('PostgreSQL', suites.again.postgres, ['postgres']),
  threeReplicas(suites.again.threeReplicas),
);

/** `test/replicas.config.js` */
export const replicas = run(threeReplicas(suites.server));
