/** Gauges of what all replicas share: read from the database at each scrape, and not shown while it does not answer. */
import { Gauge, type Registry } from 'prom-client';

export interface Reading {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface ReadGauge {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
  /** No reading, or a rejection: nothing is shown rather than an old number. */
  read(): Promise<readonly Reading[]>;
}

export function addReadGauge(registry: Registry, { name, help, labelNames = [], read }: ReadGauge): void {
  new Gauge({
    name,
    help,
    labelNames,
    registers: [registry],
    async collect() {
      const readings = await read().catch((): readonly Reading[] => []);
      this.reset();
      // Without labels a reset gauge shows 0.
      if (labelNames.length === 0) this.remove();
      for (const { labels = {}, value } of readings) this.set(labels, value);
    },
  });
}

/** One reading without labels, or none. */
export function single(value: number | undefined): readonly Reading[] {
  return value === undefined ? [] : [{ value }];
}
