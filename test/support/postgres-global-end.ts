/** Jest's global teardown: stops the PostgreSQL of the run, if any test has started it. */
import { clusterVariable, stopCluster } from './postgres.ts';

export default function tearDown(): void {
  const folder = process.env[clusterVariable];
  if (folder !== undefined) stopCluster(folder);
}
