/** The server under fuzz in a process of its own, so that its memory can be told apart. Speaks over the IPC channel. */
import { type FuzzTarget, startFuzzTarget } from './target.ts';

export type TargetRequest =
  | { readonly kind: 'start'; readonly engine: 'sqlite' | 'postgres' }
  | { readonly kind: 'memory' }
  | { readonly kind: 'stop' };

/** In bytes, after garbage has been collected. */
export interface MemoryReading {
  readonly heap: number;
  readonly rss: number;
  readonly errors: readonly string[];
}

let target: FuzzTarget | undefined;

async function answer(request: TargetRequest): Promise<unknown> {
  if (request.kind === 'start') {
    target = await startFuzzTarget(request.engine);
    const { url, credentials, words } = target;
    return { url, credentials, words };
  }
  if (request.kind === 'stop') return target?.[Symbol.asyncDispose]();
  target?.forgetJournal();
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed, rss, errors: target?.errors ?? [] } satisfies MemoryReading;
}

process.on('message', (request: TargetRequest) => {
  void answer(request).then((value) =>
    process.send?.({ value }, undefined, undefined, () => request.kind === 'stop' && process.disconnect()),
  );
});
