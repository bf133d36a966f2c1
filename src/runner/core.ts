/**
 * The only door to `@actions/core`. It takes about 100 ms to load (its HTTP client comes along), so it is loaded when it
 * is first needed, at best while the first request is on its way.
 */
type Core = typeof import('@actions/core');

let loading: Promise<Core> | undefined;

export function loadCore(): Promise<Core> {
  loading ??= import('@actions/core');
  return loading;
}
