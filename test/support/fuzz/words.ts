/** Texts that mean something to the server under test: ids, names and tokens that it knows. */
export interface Words {
  /** They may stand anywhere. */
  readonly anywhere: readonly string[];
  /** What stands in a field of this name, in a body or an address, most of the time. */
  readonly byField: Readonly<Record<string, readonly unknown[]>>;
}

/** Stands in generated requests for the last id that an answer held, so that what was made is also asked for. */
export const lastId = '-last-id-';
