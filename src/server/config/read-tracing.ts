/** Decides from OpenTelemetry's own variables whether requests are traced. */
import { ActionError } from '../../base/errors.ts';
import type { TracingConfig } from './config.ts';
import type { ServerEnvironment } from './environment.ts';

const defaultServiceName = 'atmos-pro';

/** Throws `INPUT_CONFIG_INVALID` for an address that is none. */
export function readTracing(environment: ServerEnvironment): TracingConfig | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own } = environment;
  const {
    OTEL_SDK_DISABLED: disabled,
    OTEL_TRACES_EXPORTER: exporter,
    OTEL_SERVICE_NAME: name,
  } = environment;
  const address = own ?? (base === undefined ? undefined : `${base.replace(/\/+$/, '')}/v1/traces`);
  if (address === undefined || disabled?.toLowerCase() === 'true' || exporter === 'none') return undefined;
  if (!URL.canParse(address) || !/^https?:/.test(address)) {
    // Not repeated: it may hold a password.
    const message =
      'OTEL_EXPORTER_OTLP_ENDPOINT or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is not an http or https URL.';
    throw new ActionError('INPUT_CONFIG_INVALID', message);
  }
  return { url: address, serviceName: name ?? defaultServiceName };
}
