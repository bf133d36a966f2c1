/** Bounds of uploads, shared by client and server. */

/** Largest body of one chunk, in bytes. The CLI cuts by count, so one may be well above its own 4 MiB (docs/wire.md#chunks). */
export const maxChunkBytes = 32 * 1024 * 1024;
/** Most chunks of one batch. */
export const maxBatchChunks = 10_000;
/** Most items of one upload: affected stacks at the top level, or instances. */
export const maxItems = 100_000;
/** Longest name of a stack or component, in characters. */
export const maxNameLength = 512;
/** Longest type of a component, in characters. */
export const maxTypeLength = 128;
/** Largest `settings.pro` of one item, in characters of JSON. */
export const maxSettingsLength = 256 * 1024;
/** How deep dependents may be nested. */
export const maxDependentsDepth = 1_000;
/** Most distinct instances of one graph. */
export const maxGraphNodes = 200_000;
/** Most distinct edges of one graph. */
export const maxGraphEdges = 1_000_000;
/** Most cycles that are named; all are counted. */
export const maxNamedCycles = 20;
/** Most instances that are named in one cycle. */
export const maxCycleLength = 50;
