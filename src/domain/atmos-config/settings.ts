/** The settings of an atmos.yaml that concern the Actions of this project. */

/** What a checkout may decide: what is asked for, and how. Absent keys are not configured; strings are as written; lists keep their order. */
interface AskedSettings {
  readonly workspaceId?: string | undefined;
  readonly sources?: readonly string[] | undefined;
  readonly policyName?: string | undefined;
  readonly gitConfigMode?: 'env' | 'file' | undefined;
  /** Largest request of an upload, in bytes; at least 1. */
  readonly maxPayloadBytes?: number | undefined;
}

/** What the Atmos CLI takes from the file and an action does not: the workflow decides it (`credentials/decide-destination.ts`). */
interface ClaimedSettings {
  readonly baseUrl?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly audience?: string | undefined;
  readonly tokenEnv?: string | undefined;
  readonly revokeOnExit?: boolean | undefined;
}

export interface AtmosProSettings extends AskedSettings, ClaimedSettings {}

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
  /** Whether what is at the path is really below the directory, with every link on the way followed. True when there is nothing. */
  isBelow(path: string, directory: string): Promise<boolean>;
}
