/** Which database the server uses. */
import { dirname, resolve } from 'node:path';
import { ActionError } from '../../base/errors.ts';
import type { ServerConfigDocument } from '../../schema/generated/server-config.cjs';
import type { DatabaseConfig } from './config.ts';
import type { ServerEnvironment } from './environment.ts';

/** PostgreSQL where the environment names one, otherwise the SQLite file. Throws `INPUT_CONFIG_INVALID`. */
export function selectDatabase(
  document: Pick<ServerConfigDocument, 'database'>,
  input: { readonly file: string; readonly environment: ServerEnvironment },
): DatabaseConfig {
  const url = input.environment.DATABASE_URL;
  if (url === undefined) {
    return { kind: 'sqlite', path: resolve(dirname(input.file), document.database?.path ?? 'atmos-pro.db') };
  }
  if (!/^postgres(?:ql)?:\/\//.test(url)) {
    // Not repeated: it may hold a password.
    throw new ActionError(
      'INPUT_CONFIG_INVALID',
      'DATABASE_URL does not begin with postgres:// or postgresql://.',
    );
  }
  return { kind: 'postgres', url };
}
