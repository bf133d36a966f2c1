/** The inputs that a configuration is read from. */
import type { ServerEnvironment } from './environment.ts';

export interface ReadConfigInput {
  readonly text: string;
  /** Path of the file: relative paths in it start from its folder. */
  readonly file: string;
  readonly environment: ServerEnvironment;
  /** Reads a text file; its failure is reported as the configuration's. */
  readFile(path: string): string;
  /** What the command of `ATMOS_PRO_GITHUB_APP_PRIVATE_KEY_COMMAND` printed; the process that sets the variable ran it. */
  readonly keyCommandOutput?: string | undefined;
}
