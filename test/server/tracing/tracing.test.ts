/** Traces, as a collector gets them: one tree for each request, in the client's trace, without a secret. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readEnvironment } from '../../../src/server/config/environment.ts';
import { readTracing } from '../../../src/server/config/read-tracing.ts';
import { startTracing } from '../../../src/server/tracing/open-telemetry.ts';
import { callApi, idTokenOf, startTestServer } from '../../support/server.ts';
import type { TestSimulator } from '../../support/simulator.ts';
import { startScene, workspaces } from '../scene.ts';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[];
}
interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Span['attributes'] };
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}

const bodies: string[] = [];
const collector = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  if (request.url === '/v1/traces') bodies.push(Buffer.concat(chunks).toString('utf8'));
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
});
let simulator: TestSimulator;
let endpoint: string;
beforeAll(async () => {
  simulator = await startScene();
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await simulator.stop();
  collector.close();
  collector.closeAllConnections();
});

const clientTrace = 'a'.repeat(32);
const clientSpan = 'b'.repeat(16);

test('a request is one tree in the trace of its client, with the database and GitHub in it', async () => {
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SERVICE_NAME: 'pro-test' };
  const server = await startTestServer({ simulator, config: { workspaces }, environment });
  const token = await idTokenOf(simulator, 'plan');
  const body = { token, workspaceId: 'ws_acme' };
  const headers = { traceparent: `00-${clientTrace}-${clientSpan}-01` };
  const answer = await callApi(server, '/api/v1/auth/github-oidc', body, headers);
  expect(answer.status).toBe(200);
  await server.stop();

  const resources = bodies.flatMap((text) => (JSON.parse(text) as Export).resourceSpans);
  const spans = resources.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  const root = spans.find(({ name }) => name === 'POST /api/v1/auth/github-oidc') as Span;
  expect(root).toMatchObject({ traceId: clientTrace, parentSpanId: clientSpan });
  expect(root.attributes).toContainEqual({
    key: 'atmos_pro.trace_id',
    value: { stringValue: answer.body.traceId },
  });
  const children = spans.filter(({ parentSpanId }) => parentSpanId === root.spanId);
  expect(children.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['store idTokens.reserve', 'store audit.append', 'GitHub GET']),
  );
  for (const child of children) expect(child.traceId).toBe(clientTrace);
  expect(resources[0]?.resource.attributes).toContainEqual({
    key: 'service.name',
    value: { stringValue: 'pro-test' },
  });
  // Background work of the server is not traced.
  expect(spans.filter(({ parentSpanId }) => parentSpanId === undefined)).toEqual([]);
  const text = bodies.join('\n');
  expect(text).not.toContain(token);
  expect(text).not.toContain(String(answer.body.data?.['token']));
  expect(text).not.toMatch(/eyJ|ghs_|PRIVATE KEY/);
});

test.each(['nonsense', `00-${'0'.repeat(32)}-${clientSpan}-01`, `ff-${clientTrace}-${clientSpan}-01`])(
  'a traceparent that is none (%s) begins a trace of its own',
  async (traceparent) => {
    const tracing = await startTracing({ url: `${endpoint}/v1/traces`, serviceName: 'x' });
    let begun: string | undefined;
    tracing.beginRequest(traceparent).run(() => {
      begun = tracing.begin('work').traceparent;
    });
    expect(begun).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(begun).not.toContain(clientTrace);
    await tracing.stop();
  },
);

describe('the standard variables', () => {
  const base = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otel.example:4318/' };
  test.each([
    ['nothing', {}, undefined],
    ['an endpoint', base, { url: 'https://otel.example:4318/v1/traces', serviceName: 'atmos-pro' }],
    [
      'one for traces',
      { ...base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://t/x', OTEL_SERVICE_NAME: 'n' },
      { url: 'http://t/x', serviceName: 'n' },
    ],
    ['the SDK switched off', { ...base, OTEL_SDK_DISABLED: 'TRUE' }, undefined],
    ['no exporter', { ...base, OTEL_TRACES_EXPORTER: 'none' }, undefined],
  ])('%s', (_name, variables, expected) => {
    expect(readTracing(readEnvironment(variables))).toEqual(expected);
  });

  test('an invalid URL stops the start, and is not repeated', () => {
    const read = () => readTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: 'ftp://user:hunter2@x' });
    expect(read).toThrow('is not an http or https URL');
    expect(read).not.toThrow('hunter2');
  });
});
