/** Stores that are measured: the same port, and every call counted with its time, and a span of the request that caused it. */
import type { StoreMetrics } from '../metrics/store-metrics.ts';
import type { Tracing } from '../tracing/tracing.ts';

const secondMs = 1_000;
type Method = (...args: never[]) => unknown;

/** `name` stands before the name of each operation; without one operations have their own names alone. */
export type MeasureStore = <Store extends object>(name: string | undefined, store: Store) => Store;

export interface MeasurePorts {
  readonly metrics: StoreMetrics;
  readonly tracing: Tracing;
}

function isMethod(value: unknown): value is Method {
  return typeof value === 'function';
}

function timed(operation: string, method: Method, { metrics, tracing }: MeasurePorts): Method {
  metrics.expect(operation);
  return (...args) => {
    const startedAt = performance.now();
    const span = tracing.begin(`store ${operation}`);
    const end = (failed: boolean) => {
      metrics.called(operation, (performance.now() - startedAt) / secondMs, failed);
      span.end(failed);
    };
    const result = method(...args);
    if (!(result instanceof Promise)) {
      end(false);
      return result;
    }
    result.then(
      () => end(false),
      () => end(true),
    );
    return result;
  };
}

export function createStoreMeasure(ports: MeasurePorts): MeasureStore {
  return <Store extends object>(name: string | undefined, store: Store) => {
    const prefix = name === undefined ? '' : `${name}.`;
    const entries = Object.entries(store).map(([key, value]: [string, unknown]) => [
      key,
      isMethod(value) ? timed(prefix + key, value.bind(store), ports) : value,
    ]);
    // The same keys with the same shapes.
    return Object.fromEntries(entries) as Store;
  };
}
