/** Reads the configuration file and the environment of the server. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ActionError } from '../base/errors.ts';
import type { DatabaseConfig, ServerConfig } from '../server/config/config.ts';
import type { ReadConfigInput } from '../server/config/config-input.ts';
import { readEnvironment, type ServerEnvironment } from '../server/config/environment.ts';
import { readAuditRetention, readDatabaseConfig, readServerConfig } from '../server/config/read-config.ts';
import { runKeyCommand } from './run-key-command.ts';

/** Throws INPUT_CONFIG_INVALID for a file that cannot be read. */
export function readConfigText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ActionError('INPUT_CONFIG_INVALID', `Cannot read the configuration file ${file}.`, {
      hint: 'Set its path with --config. See schemas/server-config.json for its format.',
      cause,
    });
  }
}

type Variables = Readonly<Record<string, string | undefined>>;

function readInput(file: string, environment: ServerEnvironment): ReadConfigInput {
  const path = resolve(file);
  return {
    text: readConfigText(path),
    file: path,
    environment,
    readFile: (name) => readFileSync(name, 'utf8'),
  };
}

interface LoadedConfig {
  readonly config: ServerConfig;
  readonly environment: ServerEnvironment;
  /** Every file that was read besides the configuration: each holds a secret. */
  readonly secretFiles: readonly string[];
}

export async function loadServerConfig(file: string, variables: Variables): Promise<LoadedConfig> {
  const environment = readEnvironment(variables);
  const read = readInput(file, environment);
  const secretFiles = new Set<string>();
  const input = {
    ...read,
    readFile(name: string) {
      secretFiles.add(name);
      return read.readFile(name);
    },
  };
  const command = environment.ATMOS_PRO_GITHUB_APP_PRIVATE_KEY_COMMAND;
  const keyCommandOutput = command === undefined ? undefined : await runKeyCommand(command);
  const config = readServerConfig({ ...input, keyCommandOutput });
  return { config, environment, secretFiles: [...secretFiles] };
}

/** For commands that need the database but not the GitHub App. */
export function loadDatabaseConfig(file: string, variables: Variables): DatabaseConfig {
  return readDatabaseConfig(readInput(file, readEnvironment(variables)));
}

/** `audit.retention_days` of the configuration; `undefined` if entries are never pruned. */
export function loadAuditRetention(file: string, variables: Variables): number | undefined {
  return readAuditRetention(readInput(file, readEnvironment(variables)));
}
