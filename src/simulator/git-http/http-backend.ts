/** Runs `git http-backend` for one request: a CGI program, fed and read as streams. */
import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { ActionError } from '../../base/errors.ts';
import { isolatedGitEnvironment } from '../git/environment.ts';

export interface BackendRequest {
  readonly method: string;
  /** Below the repository: `/info/refs`, `/git-upload-pack`, `/git-receive-pack`. */
  readonly path: string;
  /** With the leading `?`, or empty. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

export interface BackendAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

/** What the program writes before the body ends with an empty line; git needs less than 1 KiB. */
const maxHeaderBytes = 16_384;

/** Bytes of one request of git that is fed to it. */
const maxRequestBytes = 2 * 1024 * 1024 * 1024;

function cgiEnvironment(directory: string, request: BackendRequest): Record<string, string> {
  const { headers } = request;
  const optional = {
    CONTENT_LENGTH: headers['content-length'],
    CONTENT_TYPE: headers['content-type'],
    HTTP_CONTENT_ENCODING: headers['content-encoding'],
    GIT_PROTOCOL: headers['git-protocol'],
  };
  const present = Object.entries(optional).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return {
    ...isolatedGitEnvironment(),
    GIT_HTTP_EXPORT_ALL: '1',
    GIT_PROJECT_ROOT: directory,
    PATH_INFO: request.path,
    QUERY_STRING: request.query.replace(/^\?/, ''),
    REQUEST_METHOD: request.method,
    REMOTE_ADDR: '127.0.0.1',
    ...Object.fromEntries(present),
  };
}

/**
 * Hands the body to git. A pipeline would not do: it closes the client's connection when git has read enough before the
 * end, and the answer would be lost. Beyond the bound git sees an input that is cut, and changes nothing.
 */
async function feed(body: Readable, stdin: Writable): Promise<void> {
  let length = 0;
  stdin.on('error', () => stdin.destroy());
  try {
    // Without an encoding, the chunks are buffers.
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > maxRequestBytes || stdin.destroyed) break;
      if (!stdin.write(chunk)) {
        await new Promise<void>((resolve) => stdin.once('drain', resolve).once('close', resolve));
      }
    }
    stdin.end();
    body.resume();
  } catch {
    // The client went away; so does git.
    stdin.destroy();
  }
}

/** Reads up to the empty line, and puts back what came after it. */
async function readHeader(stdout: Readable): Promise<string> {
  let read = Buffer.alloc(0);
  for (;;) {
    const end = read.indexOf('\r\n\r\n');
    if (end >= 0) {
      if (read.length > end + 4) stdout.unshift(read.subarray(end + 4));
      return read.toString('latin1', 0, end);
    }
    if (read.length > maxHeaderBytes) throw new ActionError('INTERNAL', 'git http-backend sent no headers.');
    const chunk: unknown = stdout.read();
    if (Buffer.isBuffer(chunk)) read = Buffer.concat([read, chunk]);
    else if (stdout.readableEnded) throw new ActionError('INTERNAL', 'git http-backend ended early.');
    else await new Promise<void>((resolve) => stdout.once('readable', resolve).once('end', resolve));
  }
}

/** The answer of git for a bare repository's folder. Rejects with `INTERNAL` when git gives none. */
export async function runHttpBackend(directory: string, request: BackendRequest): Promise<BackendAnswer> {
  const child = spawn('git', ['http-backend'], { env: cgiEnvironment(directory, request) });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString('utf8');
  });
  const failed = new Promise<never>((_resolve, reject) => child.on('error', reject));
  void feed(request.body, child.stdin);
  child.stdout.on('close', () => child.exitCode ?? child.kill());
  let header: string;
  try {
    header = await Promise.race([readHeader(child.stdout), failed]);
  } catch (cause) {
    child.kill();
    throw new ActionError('INTERNAL', `git http-backend failed: ${complaints.trim()}`, { cause });
  }
  const lines = header.split('\r\n').map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  const { status, ...headers } = Object.fromEntries(lines);
  return { status: Number.parseInt(status ?? '200', 10), headers, body: child.stdout };
}
