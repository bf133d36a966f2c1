/** Reads the server's configuration file and environment for the commands that need them. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ActionError } from '../errors.ts';
import type { ServerConfig } from '../server/config/config.ts';
import { readEnvironment, type ServerEnvironment } from '../server/config/environment.ts';
import { readServerConfig } from '../server/config/read-config.ts';

export const defaultConfigFile = 'atmos-pro.yaml';

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ActionError('INPUT_CONFIG_INVALID', `The configuration file ${file} cannot be read.`, {
      hint: 'Name it with --config; schemas/server-config.json describes what goes into it.',
      cause,
    });
  }
}

export function loadServerConfig(
  file: string,
  variables: Readonly<Record<string, string | undefined>>,
): { readonly config: ServerConfig; readonly environment: ServerEnvironment } {
  const environment = readEnvironment(variables);
  const path = resolve(file);
  const config = readServerConfig({
    text: readText(path),
    file: path,
    environment,
    readFile: (name) => readFileSync(name, 'utf8'),
  });
  return { config, environment };
}
