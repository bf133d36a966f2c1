/** Jest's global teardown: stops the PostgreSQL of the run, if any test has started it, and removes the run's files. */
import { rmSync } from 'node:fs';
import { folderVariable } from './global-setup.ts';
import { clusterVariable, stopCluster } from './postgres.ts';

export default function tearDown(): void {
  const cluster = process.env[clusterVariable];
  if (cluster !== undefined) stopCluster(cluster);
  const folder = process.env[folderVariable];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
}
