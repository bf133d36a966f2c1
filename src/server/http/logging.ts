/** The log: one JSON object per line, made of fields that are named here or by the caller. Nothing is redacted, because
 * nothing secret is put in: no header, no body, no path or query of a client, no database URL. */
import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';
import { ActionError } from '../../base/errors.ts';
import type { Logger } from '../../base/ports.ts';

/** Longest chain of causes that is written. */
const maxCauses = 5;

/** What is logged of a request, as Fastify has it. */
interface LoggedRequest {
  readonly method?: string;
  readonly ip?: string;
  readonly is404?: boolean;
  readonly routeOptions?: { readonly url?: string | undefined };
}

/** In place of a path that no route has. */
const unknownPath = 'unknown';

/** The route's pattern, never the path itself: clients put tokens into paths by mistake. */
function pathOf({ is404, routeOptions }: LoggedRequest): string {
  return is404 === true ? unknownPath : (routeOptions?.url ?? unknownPath);
}

/** Code, message, stack and causes of an error; no other property, since drivers hang connections and inputs on them. */
function describeError(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const code: unknown = 'code' in error ? error.code : undefined;
  return {
    name: error.name,
    // JSON leaves out what is undefined.
    code: typeof code === 'string' ? code : undefined,
    message: error.message,
    hint: error instanceof ActionError ? error.hint : undefined,
    stack: depth === 0 ? error.stack : undefined,
    cause:
      error.cause === undefined || depth >= maxCauses ? undefined : describeError(error.cause, depth + 1),
  };
}

export function createLog(options: {
  readonly level: string;
  readonly destination?: DestinationStream | undefined;
}): PinoLogger {
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: {
        err: (error) => describeError(error),
        error: (error) => describeError(error),
        req: (request: LoggedRequest) => ({
          method: request.method,
          path: pathOf(request),
          address: request.ip,
        }),
        res: (reply: { statusCode?: number }) => ({ status: reply.statusCode }),
      },
    },
    options.destination ?? pino.destination(1),
  );
}

/** The log behind the port that pure code is handed. */
export function loggerPort(log: PinoLogger): Logger {
  return {
    debug: (message, fields = {}) => log.debug(fields, message),
    info: (message, fields = {}) => log.info(fields, message),
    warn: (message, fields = {}) => log.warn(fields, message),
    error: (message, fields = {}) => log.error(fields, message),
  };
}
