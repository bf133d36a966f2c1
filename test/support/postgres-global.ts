/** Jest's global setup: names a folder in which the first test that needs PostgreSQL starts it for all of the run. */
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterVariable } from './postgres.ts';

export default function setUp(): void {
  // Short: the path of a Unix socket has at most 107 bytes.
  process.env[clusterVariable] = join(tmpdir(), `atmos-pg-${randomUUID().slice(0, 8)}`);
}
