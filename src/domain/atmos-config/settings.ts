/** What of an atmos.yaml concerns the Actions of this project. */

/** Absent keys are not configured. Strings are as written, trimmed of nothing; lists keep their order. */
export interface AtmosProSettings {
  readonly baseUrl?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly workspaceId?: string | undefined;
  readonly audience?: string | undefined;
  readonly sources?: readonly string[] | undefined;
  readonly policyName?: string | undefined;
  readonly gitConfigMode?: 'env' | 'file' | undefined;
  readonly tokenEnv?: string | undefined;
  readonly revokeOnExit?: boolean | undefined;
  /** Largest request of an upload, in bytes; at least 1. */
  readonly maxPayloadBytes?: number | undefined;
}

/** A value that only Atmos itself can work out (`!exec`, a template, …): it was left out, and its reader is told. */
export interface UnusableValue {
  /** File, line and column, `atmos.yaml:12:7`. */
  readonly location: string;
  /** Dotted path of the key, `settings.pro.base_url`. */
  readonly key: string;
  /** Why it cannot be used and what to do instead, one sentence. */
  readonly reason: string;
}

export interface AtmosConfig {
  readonly settings: AtmosProSettings;
  readonly unusable: readonly UnusableValue[];
}

/** Reads files for the discovery. Rejects only for trouble other than absence. */
export interface AtmosConfigReader {
  /** Text of a regular file; undefined when there is none. Rejects when it is larger than `maxBytes`. */
  readText(path: string, maxBytes: number): Promise<string | undefined>;
  /** Names in a directory; undefined when there is none. */
  list(path: string): Promise<readonly string[] | undefined>;
}
