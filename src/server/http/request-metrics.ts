/** Rate, errors and duration of requests, by route. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

interface RequestEnd {
  readonly method: string;
  /** The route's pattern, never the path that was asked for; `undefined` when no route took it. */
  readonly route: string | undefined;
  readonly status: number;
  readonly seconds: number;
}

export interface RequestMetrics {
  begin(): void;
  end(request: RequestEnd): void;
  /** One was refused for overload. */
  shed(): void;
}

/** From a cache hit to the CLI's timeout, in seconds. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Methods that routes have; the rest could be any text. */
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

export function createRequestMetrics(registry: Registry): RequestMetrics {
  const duration = new Histogram({
    name: 'atmos_pro_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last byte of its response.',
    labelNames: ['method', 'route', 'status'],
    buckets,
    registers: [registry],
  });
  const underWay = new Gauge({
    name: 'atmos_pro_http_requests_in_flight',
    help: 'Requests in progress.',
    registers: [registry],
  });
  const shed = new Counter({
    name: 'atmos_pro_http_requests_shed_total',
    help: 'Requests rejected because of overload.',
    registers: [registry],
  });
  return {
    shed: () => shed.inc(),
    begin: () => underWay.inc(),
    end({ method, route = 'none', status, seconds }) {
      underWay.dec();
      duration.observe({ method: methods.has(method) ? method : 'other', route, status }, seconds);
    },
  };
}
