/**
 * Traces through OpenTelemetry's own SDK, over OTLP with HTTP. Its packages are loaded here alone, when tracing is switched on; they
 * read the other `OTEL_*` variables themselves (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/).
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context, SpanContext } from '@opentelemetry/api';
import { version } from '../../base/version.ts';
import type { TracingConfig } from '../config/config.ts';
import { noTracing, type SpanAttributes, type Tracing } from './tracing.ts';

/** Longest wait for the collector at the end, in milliseconds. */
const stopTimeoutMs = 2_000;
const traceparentPattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** `undefined` for what is none: a client's mistake starts a trace of its own. */
function readTraceparent(text: string | undefined): SpanContext | undefined {
  const [, traceId = '', spanId = '', flags = ''] = traceparentPattern.exec(text ?? '') ?? [];
  if (!/[1-9a-f]/.test(traceId) || !/[1-9a-f]/.test(spanId)) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
}

function writeTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

export async function startTracing({ url, serviceName }: TracingConfig): Promise<Tracing> {
  const [api, sdk, otlp, resources] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } = api;
  const ours = resources.resourceFromAttributes({ 'service.name': serviceName, 'service.version': version });
  const provider = new sdk.BasicTracerProvider({
    resource: resources.detectResources({ detectors: [resources.envDetector] }).merge(ours),
    spanProcessors: [new sdk.BatchSpanProcessor(new otlp.OTLPTraceExporter({ url }))],
  });
  const tracer = provider.getTracer('atmos-pro', version);
  const current = new AsyncLocalStorage<Context>();
  const statusOf = (failed: boolean) => ({ code: failed ? SpanStatusCode.ERROR : SpanStatusCode.UNSET });

  return {
    beginRequest(traceparent) {
      const remote = readTraceparent(traceparent);
      const parent = remote === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, remote);
      const span = tracer.startSpan('request', { kind: SpanKind.SERVER }, parent);
      return {
        run: (work) => current.run(trace.setSpan(parent, span), work),
        end(name, failed, attributes) {
          span.updateName(name).setAttributes(attributes).setStatus(statusOf(failed)).end();
        },
      };
    },
    begin(name, attributes: SpanAttributes = {}) {
      const parent = current.getStore();
      // Background jobs look around every few seconds: each would be a trace of its own.
      if (parent === undefined) return noTracing.begin(name);
      const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, parent);
      return {
        traceparent: writeTraceparent(span.spanContext()),
        end(failed, more = {}) {
          span.setAttributes(more).setStatus(statusOf(failed)).end();
        },
      };
    },
    async stop() {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, stopTimeoutMs);
      await Promise.race([provider.shutdown().catch(() => undefined), promise]);
      clearTimeout(timer);
    },
  };
}
