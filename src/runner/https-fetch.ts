/**
 * HTTP over `node:http` and `node:https`, which takes half the start-up time of the global `fetch`. Supports `HTTPS_PROXY`,
 * `HTTP_PROXY`, `NO_PROXY` and `NODE_EXTRA_CA_CERTS`. Follows no redirect, because a redirect could send a token to another host.
 */
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { ActionError, systemErrorCode } from '../base/errors.ts';
import type { Fetch, HttpRequest, HttpResponse } from '../base/ports.ts';
import { isRecord } from '../base/text.ts';

/** Largest response that is read, in bytes. */
const maxResponseBytes = 8 * 1024 * 1024;
/** Codes of OpenSSL and Node.js for certificate problems, which a retry does not solve. */
const certificateProblem = /CERT|TLS|SSL|SELF_SIGNED|ISSUER|ALTNAME/;

interface HttpsFetchOptions {
  /** Variables of the process; the proxy ones are used. */
  readonly environment: NodeJS.ProcessEnv;
  /** Called each time a request is sent, before its response. */
  readonly onSent?: (() => void) | undefined;
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

/** Without the query, which may contain secrets. */
function nameOf(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

function unreachable(url: URL, request: HttpRequest, cause: unknown): ActionError {
  const { name, message } = isRecord(cause) ? cause : {};
  const code = systemErrorCode(cause);
  const timedOut = name === 'TimeoutError' || (name === 'AbortError' && request.signal?.aborted !== true);
  const reason = timedOut ? `no response within ${request.timeoutMs / 1000} s` : code || String(message);
  const certificate = code !== undefined && certificateProblem.test(code);
  return new ActionError('REMOTE_UNREACHABLE', `${request.method} ${nameOf(url)} failed: ${reason}.`, {
    hint: certificate
      ? 'For a private certificate authority, set NODE_EXTRA_CA_CERTS to the file of its certificate.'
      : 'Check the URL, and that the runner can reach it (proxy, firewall).',
    cause,
    retry: certificate || request.signal?.aborted === true ? undefined : {},
  });
}

async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Without an encoding, the chunks are buffers.
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxResponseBytes) throw new Error(`the response is larger than ${maxResponseBytes} bytes`);
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

function headersOf({ headers, body }: HttpRequest): Record<string, string> {
  const sent = { 'accept-encoding': 'identity', ...headers };
  return body === undefined ? sent : { ...sent, 'content-length': String(Buffer.byteLength(body)) };
}

function exchange(
  send: Send,
  request: HttpRequest,
  { url, onSent }: { readonly url: URL; readonly onSent: () => void },
): Promise<HttpResponse> {
  const deadline = AbortSignal.timeout(request.timeoutMs);
  const signal = request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal]);
  return new Promise((resolve, reject) => {
    const outgoing = send(url, {
      method: request.method,
      headers: headersOf(request),
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

/** The `Fetch` of a step. Rejects with REMOTE_UNREACHABLE, marked for a retry unless the certificate is the problem. */
export function createHttpsFetch({ environment, onSent = () => {} }: HttpsFetchOptions): Fetch {
  const transportOf = createTransports(environment);
  return async (request) => {
    const url = new URL(request.url);
    const send = await transportOf(url.protocol);
    try {
      return await exchange(send, request, { url, onSent });
    } catch (cause) {
      throw unreachable(url, request, cause);
    }
  };
}
