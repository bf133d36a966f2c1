/** Somebody else works on the batch, or has finished it. */
export class LeaseLost extends Error {
  constructor() {
    super('the lease on an upload was lost');
  }
}
