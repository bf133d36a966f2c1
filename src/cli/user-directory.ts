/** The directory in which a person typed the command. */
import { dirname } from 'node:path';

/**
 * `npm run` and `npm --prefix … run` start commands in the directory of the package, and keep the directory of the person in
 * `INIT_CWD`. Paths on the command line mean the latter. Changes the working directory, and nothing if npm did not start the process.
 */
export function enterUserDirectory(variables: Readonly<Record<string, string | undefined>>): void {
  const { INIT_CWD: typedIn, npm_lifecycle_event: script, npm_package_json: manifest } = variables;
  if (!typedIn || script === undefined || manifest === undefined) return;
  if (process.cwd() === dirname(manifest)) process.chdir(typedIn);
}
