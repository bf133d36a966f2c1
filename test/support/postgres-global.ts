/** Jest's global setup and teardown: a folder in which the first test that needs PostgreSQL starts it for all. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterVariable, stopCluster } from './postgres.ts';

export default function setUp(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'atmos-pg-'));
  process.env[clusterVariable] = folder;
  return () => stopCluster(folder);
}
