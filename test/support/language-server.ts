/** The YAML language server that editors run, as a child process that speaks LSP over its standard streams. */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { patience } from './patience.ts';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Place {
  readonly line: number;
  readonly character: number;
}

interface Diagnostic {
  readonly message: string;
  readonly range: { readonly start: Place; readonly end: Place };
}

export interface LanguageServer {
  /** Problems of a document, as soon as the server has published them. Lines and characters from 0. */
  diagnose(text: string): Promise<readonly Diagnostic[]>;
  /** Labels that are offered at a place of a document. */
  complete(text: string, place: Place): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** Longest wait for an answer, in milliseconds. */
const answerTimeoutMs = patience(20_000);

/** Parts the server's output into messages: a header with the length in bytes, an empty line, JSON. */
function readMessages(stream: NodeJS.ReadableStream, receive: (message: Message) => void): void {
  let buffer = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const end = buffer.indexOf('\r\n\r\n');
      const length = Number(
        /content-length: (\d+)/i.exec(buffer.toString('latin1', 0, Math.max(end, 0)))?.[1],
      );
      if (end < 0 || buffer.length < end + 4 + length) return;
      receive(JSON.parse(buffer.toString('utf8', end + 4, end + 4 + length)) as Message);
      buffer = buffer.subarray(end + 4 + length);
    }
  });
}

function send(child: ChildProcessWithoutNullStreams, message: object): void {
  const body = JSON.stringify({ jsonrpc: '2.0', ...message });
  child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

function within<T>(promise: Promise<T>, what: string): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`The language server did not answer: ${what}`)),
    answerTimeoutMs,
  );
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Starts the server with `schemaFile` for every document; it gets no network address to fetch anything from. */
export async function startLanguageServer(schemaFile: string): Promise<LanguageServer> {
  const bin = createRequire(import.meta.url).resolve('yaml-language-server/bin/yaml-language-server');
  const child = spawn(process.execPath, [bin, '--stdio'], { stdio: 'pipe' });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const answers = new Map<number, (message: Message) => void>();
  const published = new Map<string, (diagnostics: readonly Diagnostic[]) => void>();
  const yaml = {
    schemas: { [pathToFileURL(schemaFile).href]: ['/*.yaml'] },
    schemaStore: { enable: false },
    kubernetesCRDStore: { enable: false },
    validate: true,
    completion: true,
  };
  let last = 0;

  readMessages(child.stdout, (message) => {
    if (message.method === 'workspace/configuration')
      send(child, { id: message.id, result: [yaml, {}, {}, {}, {}] });
    else if (message.method !== undefined && message.id !== undefined)
      send(child, { id: message.id, result: null });
    else if (message.method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = message.params as { uri: string; diagnostics: readonly Diagnostic[] };
      published.get(uri)?.(diagnostics);
    } else if (message.id !== undefined) answers.get(message.id)?.(message);
  });

  function request(method: string, params: unknown): Promise<unknown> {
    last += 1;
    const id = last;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    answers.set(id, ({ result, error }) => (error ? reject(new Error(error.message)) : resolve(result)));
    send(child, { id, method, params });
    return within(promise, method);
  }
  /** Each document is a new one, so that what is published belongs to it. */
  async function open(text: string): Promise<{ uri: string; diagnostics: readonly Diagnostic[] }> {
    last += 1;
    const uri = `file:///policies/${last}.yaml`;
    const { promise, resolve } = Promise.withResolvers<readonly Diagnostic[]>();
    published.set(uri, resolve);
    send(child, {
      method: 'textDocument/didOpen',
      params: { textDocument: { uri, languageId: 'yaml', version: 1, text } },
    });
    return { uri, diagnostics: await within(promise, 'diagnostics') };
  }

  await request('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: { workspace: { configuration: true }, textDocument: { completion: {} } },
  });
  send(child, { method: 'initialized', params: {} });
  send(child, { method: 'workspace/didChangeConfiguration', params: { settings: { yaml } } });

  return {
    diagnose: async (text) => (await open(text)).diagnostics,
    complete: async (text, place) => {
      const { uri } = await open(text);
      const result = await request('textDocument/completion', { textDocument: { uri }, position: place });
      return (result as { items: readonly { label: string }[] }).items.map(({ label }) => label);
    },
    stop: async () => {
      await request('shutdown', null);
      send(child, { method: 'exit' });
      await exited;
    },
  };
}
