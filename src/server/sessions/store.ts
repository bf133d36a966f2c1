/** The session data in the database, as ports. Every method rejects with `REMOTE_STORE` in an outage. */
export interface IdTokenUse {
  readonly issuer: string;
  /** The `jti` claim. */
  readonly tokenId: string;
  /** The `iat` claim, in seconds; `undefined` for what this server issued itself. */
  readonly issuedAt?: number | undefined;
  /** The `exp` claim, in seconds. */
  readonly expiresAt: number;
}

/** A key pair that signs sessions; all replicas share it. */
export interface SigningKey {
  /** Its place in the order of keys, from 1. If several replicas add the same generation, one wins. */
  readonly generation: number;
  readonly keyId: string;
  /** Private key as a JWK in JSON. A secret. */
  readonly privateKey: string;
  readonly signsFrom: number;
  readonly signsUntil: number;
  /** Sessions that it signed are accepted until then; afterwards the key is forgotten. */
  readonly verifiesUntil: number;
}

export interface IdTokenStore {
  /**
   * Takes the token for good: exactly one of any number of calls, on any replica, gets `reserved`. A token that was issued before the
   * database was restored may have been used after the backup, so it is `replayed`.
   */
  reserve(use: IdTokenUse): Promise<'reserved' | 'replayed'>;
  /** Whether the token was taken. */
  isUsed(token: Omit<IdTokenUse, 'expiresAt'>): Promise<boolean>;
  /** Forgets tokens that expired at least a day ago; returns how many. */
  forgetExpired(): Promise<number>;
}

export interface SigningKeyStore {
  /** Keys that still verify, newest generation first. */
  list(): Promise<SigningKey[]>;
  /** `exists` when another replica has added this generation before. */
  add(key: SigningKey): Promise<'added' | 'exists'>;
  /** Deletes keys that no longer verify; returns how many. */
  forgetExpired(): Promise<number>;
  /** Deletes the keys of generations before this one, even those that still verify; returns how many. */
  retireBefore(generation: number): Promise<number>;
}
