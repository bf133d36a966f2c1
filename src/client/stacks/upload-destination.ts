/** Where an upload goes, and in whose name. */
import type { AtmosProSettings } from '../../domain/atmos-config/settings.ts';
import { defaultMaxPayloadBytes } from './cut-batch.ts';
import { describeRepository, type RepositoryFields } from './repository.ts';

export interface UploadDestination<Connection> {
  readonly connection: Connection;
  readonly repository: RepositoryFields;
  /** Largest request, in bytes. */
  readonly maxPayloadBytes: number;
}

/** Throws INPUT_INVALID when the variables of the runner do not name a repository. */
export function toUploadDestination<Connection>(
  connection: Connection,
  environment: Readonly<Record<string, string | undefined>>,
  { maxPayloadBytes = defaultMaxPayloadBytes }: Pick<AtmosProSettings, 'maxPayloadBytes'>,
): UploadDestination<Connection> {
  const { GITHUB_SERVER_URL: serverUrl = '', GITHUB_REPOSITORY: name = '' } = environment;
  return { connection, repository: describeRepository(serverUrl, name), maxPayloadBytes };
}
