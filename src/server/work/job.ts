/** A loop of a feature. It ends when `signal` is aborted, and reports its own failures. */
export type Job = (signal: AbortSignal) => Promise<void>;
