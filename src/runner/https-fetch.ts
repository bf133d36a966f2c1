/**
 * HTTP over `node:http` and `node:https`: half the start-up time of the global `fetch`. Honours `HTTPS_PROXY`, `HTTP_PROXY`,
 * `NO_PROXY` and `NODE_EXTRA_CA_CERTS`; follows no redirect, because a redirect could carry a token elsewhere.
 */
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { ActionError } from '../base/errors.ts';
import type { Fetch, HttpRequest, HttpResponse } from '../base/ports.ts';

/** Largest answer that is read, in bytes. */
const maxResponseBytes = 8 * 1024 * 1024;
/** OpenSSL and Node name certificate trouble like this; it does not pass by itself. */
const certificateProblem = /CERT|TLS|SSL|SELF_SIGNED|ISSUER|ALTNAME/;

interface HttpsFetchOptions {
  /** Variables of the process; the proxy ones are used. */
  readonly environment: NodeJS.ProcessEnv;
  /** Called each time a request has left, while its answer is awaited. */
  readonly onSent?: () => void;
}

type Send = (url: URL, options: RequestOptions) => ClientRequest;

/** One kept-alive agent per scheme; each of the two modules is loaded only when its scheme occurs. */
function createTransports(environment: NodeJS.ProcessEnv): (protocol: string) => Promise<Send> {
  const agentOptions = { keepAlive: true, proxyEnv: environment };
  const transports = new Map<string, Promise<Send>>();
  async function load(protocol: string): Promise<Send> {
    const { request, Agent } = protocol === 'https:' ? await import('node:https') : await import('node:http');
    const agent = new Agent(agentOptions);
    return (url, options) => request(url, { ...options, agent });
  }
  return (protocol) => {
    const transport = transports.get(protocol) ?? load(protocol);
    transports.set(protocol, transport);
    return transport;
  };
}

/** Without the query, which may hold what is not for logs. */
function nameOf(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

function unreachable(url: URL, request: HttpRequest, cause: unknown): ActionError {
  const { code, name, message } = cause as NodeJS.ErrnoException;
  const timedOut = name === 'TimeoutError' || (name === 'AbortError' && request.signal?.aborted !== true);
  const reason = timedOut ? `no answer within ${request.timeoutMs / 1000} s` : code || message;
  const certificate = code !== undefined && certificateProblem.test(code);
  return new ActionError('REMOTE_UNREACHABLE', `${request.method} ${nameOf(url)} failed: ${reason}.`, {
    hint: certificate
      ? 'The TLS certificate was not accepted. For a private certificate authority set NODE_EXTRA_CA_CERTS to its file.'
      : 'Check that the address is right and that the runner may reach it (proxy, firewall).',
    cause,
    ...(certificate || request.signal?.aborted === true ? {} : { retry: {} }),
  });
}

async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxResponseBytes) throw new Error(`the answer is larger than ${maxResponseBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function flatten(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

function exchange(send: Send, url: URL, request: HttpRequest, onSent: () => void): Promise<HttpResponse> {
  const deadline = AbortSignal.timeout(request.timeoutMs);
  const signal = request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal]);
  const length =
    request.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(request.body)) };
  return new Promise((resolve, reject) => {
    const outgoing = send(url, {
      method: request.method,
      headers: { 'accept-encoding': 'identity', ...request.headers, ...length },
      signal,
    });
    outgoing.once('finish', onSent);
    outgoing.once('error', (error) => reject(deadline.aborted ? deadline.reason : error));
    outgoing.once('response', (message) => {
      readBody(message).then(
        (body) => resolve({ status: message.statusCode ?? 0, headers: flatten(message.headers), body }),
        (error: unknown) => {
          outgoing.destroy();
          reject(deadline.aborted ? deadline.reason : error);
        },
      );
    });
    outgoing.end(request.body);
  });
}

/** The `Fetch` of a step. Rejects with REMOTE_UNREACHABLE, marked for another try unless a certificate was at fault. */
export function createHttpsFetch({ environment, onSent = () => {} }: HttpsFetchOptions): Fetch {
  const transportOf = createTransports(environment);
  return async (request) => {
    const url = new URL(request.url);
    const send = await transportOf(url.protocol);
    try {
      return await exchange(send, url, request, onSent);
    } catch (cause) {
      throw unreachable(url, request, cause);
    }
  };
}
