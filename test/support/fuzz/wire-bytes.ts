/** A request as the bytes that go over the wire. */
import type { CallerKind, WireRequest } from './requests.ts';

export interface Credentials extends Readonly<Record<Exclude<CallerKind, 'stranger'>, string>> {
  /** Another session of the job, for requests that may end theirs. */
  readonly leavingJob: string;
}

const endsSession = /\/auth\/session\b/;

function tokenOf(caller: keyof Credentials, target: string, credentials: Credentials): string {
  return credentials[caller === 'job' && endsSession.test(target) ? 'leavingJob' : caller];
}

const chunkBytes = 1_000;

function chunked(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.byteLength; at += chunkBytes) {
    const part = body.subarray(at, at + chunkBytes);
    parts.push(Buffer.from(`${part.byteLength.toString(16)}\r\n`), part, Buffer.from('\r\n'));
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}

function framingHeaders(request: WireRequest, length: number): string[] {
  switch (request.framing) {
    case 'length':
      return [`content-length: ${length}`];
    case 'chunked':
      return ['transfer-encoding: chunked'];
    case 'short':
      return [`content-length: ${length + 10}`];
    case 'both':
      return [`content-length: ${length}`, 'transfer-encoding: chunked'];
    case 'two lengths':
      return [`content-length: ${length}`, `content-length: ${length + 1}`];
  }
}

export function renderRequest(request: WireRequest, credentials: Credentials): Buffer {
  const { method, target, headers, caller, body, encoding } = request;
  const isChunked = request.framing === 'chunked' || request.framing === 'both';
  const content = body === undefined ? undefined : Buffer.from(body, encoding);
  const names = new Set(headers.map(([name]) => name));
  const lines = [
    // A line break in the target would be another request; the target is one token.
    `${method} ${target.replaceAll(/[\s\0]/g, '%20')} HTTP/1.1`,
    ...(request.host ? ['host: fuzz.test'] : []),
    ...(caller === 'stranger' || names.has('authorization')
      ? []
      : [`authorization: Bearer ${tokenOf(caller, target, credentials)}`]),
    ...(content === undefined || names.has('content-type') ? [] : ['content-type: application/json']),
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(content === undefined ? [] : framingHeaders(request, content.byteLength)),
  ];
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  if (content === undefined) return head;
  return Buffer.concat([head, isChunked ? chunked(content) : content]);
}
