/** Sends bytes as they are and reads answers as they come: no client library that would correct either. */
import { connect, type Socket } from 'node:net';
import { patience } from '../patience.ts';

/** Longest wait for an answer, in milliseconds: longer than any request of the suite may take. */
const answerTimeoutMs = patience(20_000);

export type WireAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: ReadonlyMap<string, string>;
      readonly body: string;
    }
  /** The connection ended before a whole answer was there. */
  | { readonly kind: 'closed'; readonly received: string }
  | { readonly kind: 'hang' };

interface Message {
  readonly bytes: Buffer;
  /** Says that nothing more will come, for requests whose body is shorter than they say. */
  readonly end?: boolean;
  /** Whether the answer has a body at all. */
  readonly head?: boolean;
}

function parse(received: Buffer, isHead: boolean): Extract<WireAnswer, { kind: 'answer' }> | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [statusLine = '', ...lines] = received.subarray(0, end).toString('latin1').split('\r\n');
  const status = Number(statusLine.split(' ')[1]);
  // 100 Continue is not the final response.
  if (status < 200) return parse(received.subarray(end + 4), isHead);
  const headers = new Map(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  const body = received.subarray(end + 4);
  const chunked = headers.get('transfer-encoding') === 'chunked';
  if (chunked && !body.toString('latin1').endsWith('0\r\n\r\n')) return undefined;
  const length = isHead ? 0 : Number(headers.get('content-length') ?? 0);
  if (!chunked && body.byteLength < length) return undefined;
  const text = chunked ? body.toString('utf8') : body.subarray(0, length).toString('utf8');
  return { kind: 'answer', status, headers, body: text };
}

/** One message over a socket, to its answer. */
function converse(socket: Socket, { bytes, end, head }: Message): Promise<WireAnswer> {
  return new Promise((resolve) => {
    let received: Buffer = Buffer.alloc(0);
    const timer = setTimeout(() => finish({ kind: 'hang' }), answerTimeoutMs);
    const onData = (chunk: Buffer) => {
      received = received.byteLength === 0 ? chunk : Buffer.concat([received, chunk]);
      const answer = parse(received, head === true);
      if (answer !== undefined) finish(answer);
    };
    const onClose = () => finish({ kind: 'closed', received: received.toString('latin1').slice(0, 500) });
    const ignore = () => undefined;
    function finish(answer: WireAnswer): void {
      clearTimeout(timer);
      socket.off('data', onData).off('close', onClose).off('end', onClose);
      resolve(answer);
    }
    socket.on('data', onData).on('close', onClose).on('end', onClose).on('error', ignore);
    if (end === true) socket.end(bytes);
    else socket.write(bytes);
  });
}

export interface WireClient {
  /** `reuse`: over a connection that earlier messages left in order, and which the next may use. */
  send(message: Message, reuse: boolean): Promise<WireAnswer>;
  close(): void;
}

export function createWireClient(url: string): WireClient {
  const { hostname, port } = new URL(url);
  const idle: Socket[] = [];

  async function send(message: Message, reuse: boolean): Promise<WireAnswer> {
    const kept = reuse ? idle.pop() : undefined;
    const socket = kept ?? connect({ host: hostname, port: Number(port), noDelay: true });
    if (kept === undefined) socket.setMaxListeners(0).on('error', () => undefined);
    const answer = await converse(socket, message);
    if (answer.kind === 'closed' && kept !== undefined && answer.received === '') return send(message, false);
    const ended = answer.kind !== 'answer' || answer.headers.get('connection') === 'close';
    if (reuse && !ended && !socket.destroyed) idle.push(socket);
    else socket.destroy();
    return answer;
  }

  return {
    send,
    close() {
      for (const socket of idle.splice(0)) socket.destroy();
    },
  };
}
