/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  extensionsToTreatAsEsm: ['.ts'],
  // Jest strips erasable TypeScript itself when no transform claims a file.
  transform: {},
  testTimeout: 30_000,
  // Most tests wait for processes and peers, so a worker for each core pays even on two.
  maxWorkers: '100%',
  // Starts nothing by itself.
  globalSetup: '<rootDir>/test/support/postgres-global.ts',
  globalTeardown: '<rootDir>/test/support/postgres-global-end.ts',
};
