/** Metrics of the process itself, measured once however many servers it runs: the observers of prom-client cannot be stopped. */
import { collectDefaultMetrics, Registry } from 'prom-client';

let registry: Registry | undefined;

export function readProcessMetrics(): Registry {
  if (registry === undefined) {
    registry = new Registry();
    collectDefaultMetrics({ register: registry });
  }
  return registry;
}
