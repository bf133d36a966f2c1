/** Texts that mean something to the server under test: ids, names and tokens that it knows. */
export interface Words {
  /** They may stand anywhere. */
  readonly anywhere: readonly string[];
  /** Usual values of a field of this name, in a body or an address. */
  readonly byField: Readonly<Record<string, readonly unknown[]>>;
}

/** Placeholder in generated requests for the last id in a response, so that created resources are also read. */
export const lastId = '-last-id-';
