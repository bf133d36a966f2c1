/** Jest's global setup: a temporary folder for all of the run, in it the PostgreSQL that the first test which needs one starts. */
import { join } from 'node:path';
import { clusterVariable } from './postgres.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** Names the folder to the teardown. */
export const folderVariable = 'ATMOS_PRO_TEST_FOLDER';

export default function setUp(): void {
  const folder = makeTemporaryFolder();
  process.env[folderVariable] = folder;
  // What `os.tmpdir()` answers in every worker.
  process.env['TMPDIR'] = folder;
  process.env[clusterVariable] = join(folder, 'postgres');
  // Processes that tests start find what an earlier one compiled.
  process.env['NODE_COMPILE_CACHE'] = join(folder, 'compiled');
}
