/**
 * The only door to `@actions/core`. It takes about 100 ms to load, most of it for its HTTP client, so it is loaded at first need, if
 * possible while the first request is in flight.
 */
type Core = typeof import('@actions/core');

let loading: Promise<Core> | undefined;
let waiting: ((core: Core) => void)[] = [];

async function load(): Promise<Core> {
  const core = await import('@actions/core');
  for (const use of waiting) use(core);
  waiting = [];
  return core;
}

export function loadCore(): Promise<Core> {
  loading ??= load();
  return loading;
}

/** Calls `use` as soon as the package is loaded, before those that wait for {@link loadCore} continue. Does not load it. */
export function whenCoreLoads(use: (core: Core) => void): void {
  if (loading === undefined) waiting.push(use);
  else void loading.then(use);
}
