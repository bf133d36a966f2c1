/** A loop of a feature. It ends when `signal` is aborted, and logs its failures. */
export type Job = (signal: AbortSignal) => Promise<void>;
