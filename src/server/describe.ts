/** Describes the server without running it: its API as OpenAPI, and what it measures. */
import { pino } from 'pino';
import type { Registry } from 'prom-client';
import { buildApp } from './app.ts';
import { type ComposePorts, type Composition, composeFeatures } from './compose.ts';
import { httpTimeouts } from './http/limits.ts';
import { noTracing } from './tracing/tracing.ts';
import { createShutdown } from './work/shutdown.ts';

/** Features are composed without using their ports; `known` is what they read nevertheless. */
function untouched<Part extends object>(name: string, known: Partial<Part> = {}): Part {
  // The proxy refuses every property that is missing.
  return new Proxy(known as Part, {
    get(target, property) {
      if (Object.hasOwn(target, property)) return Reflect.get(target, property);
      throw new Error(`describing the server used ${name}.${String(property)}`);
    },
  });
}

function createDescribedPorts(): ComposePorts {
  return {
    config: untouched<ComposePorts['config']>('config', {
      publicUrl: 'https://atmos-pro.example.com',
      trustedProxies: [],
      rateLimits: {
        exchangePerRepository: undefined,
        exchangePerAddress: undefined,
        stsPerRepository: undefined,
        stsPerOwner: undefined,
        stsStrangerPerOwner: undefined,
      },
      tracing: undefined,
      github: {
        serverUrl: 'https://github.com',
        apiUrl: '',
        graphqlUrl: '',
        app: undefined,
        webhookSecrets: [],
      },
      issuers: [],
      audiences: [],
      clockToleranceSeconds: 0,
      workspaces: [],
      webhooks: [],
      adminTokens: [],
      tokenKeys: [],
      auditRetentionDays: undefined,
      dashboard: undefined,
    }),
    database: { db: untouched('database.db'), dialect: untouched('database.dialect') },
    log: pino({ enabled: false }),
    tracing: noTracing,
    clock: untouched('clock'),
    random: { fraction: () => 0, uuid: () => '' },
    fetch: () => Promise.reject(new Error('describing the server sent a request')),
    timeouts: httpTimeouts,
    shutdown: createShutdown(),
  };
}

/** Every metric of the server, without values. */
export function collectMetrics(): Registry {
  return composeFeatures(createDescribedPorts()).registry;
}

async function buildDescribedApp(ports: ComposePorts, composition: Composition) {
  return buildApp(composition.features, { ...ports, ...composition });
}

export async function renderOpenApi(): Promise<string> {
  const ports = createDescribedPorts();
  const app = await buildDescribedApp(ports, composeFeatures(ports));
  const text = `${JSON.stringify(app.swagger(), null, 2)}\n`;
  await app.close();
  return text;
}
