/**
 * The only door to `@actions/core`. It takes about 100 ms to load, most of it for its HTTP client, so it is loaded at first need, if
 * possible while the first request is in flight.
 */
type Core = typeof import('@actions/core');

let loading: Promise<Core> | undefined;

export function loadCore(): Promise<Core> {
  loading ??= import('@actions/core');
  return loading;
}
