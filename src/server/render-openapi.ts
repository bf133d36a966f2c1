/** The API description as text, from an app that is only described, never run. */
import { pino } from 'pino';
import { buildApp } from './app.ts';
import type { AppDependencies } from './dependencies.ts';
import { noTracing } from './tracing/tracing.ts';

/** Routes hold their dependencies but touch none while they are registered; `known` is what the app itself looks at. */
function untouched<Part extends object>(name: string, known: Partial<Part> = {}): Part {
  return new Proxy(known as Part, {
    get(target, property) {
      if (Object.hasOwn(target, property)) return target[property as keyof Part];
      throw new Error(`describing the API used ${name}.${String(property)}`);
    },
  });
}

export async function renderOpenApi(): Promise<string> {
  const dependencies: AppDependencies = {
    config: untouched<AppDependencies['config']>('config', {
      publicUrl: 'https://atmos-pro.example.com',
      trustedProxies: [],
      rateLimits: { exchangePerRepository: undefined, exchangePerAddress: undefined },
    }),
    store: { ...untouched<AppDependencies['store']>('store'), audit: untouched('store.audit') },
    clock: untouched('clock'),
    random: { fraction: () => 0, uuid: () => '' },
    logger: pino({ enabled: false }),
    metrics: {
      registry: untouched('metrics.registry'),
      requests: untouched('metrics.requests'),
      github: untouched('metrics.github'),
      store: untouched('metrics.store'),
      audit: untouched('metrics.audit'),
      webhooks: untouched('metrics.webhooks'),
      locks: untouched('metrics.locks'),
      uploads: untouched('metrics.uploads'),
      maintenance: untouched('metrics.maintenance'),
    },
    tracing: noTracing,
    idTokens: untouched('idTokens'),
    sessions: untouched('sessions'),
    admins: untouched('admins'),
    repositories: untouched('repositories'),
    tokens: untouched('tokens'),
    commits: untouched('commits'),
    uploads: untouched('uploads'),
    runs: untouched('runs'),
    postWebhook: () => Promise.reject(new Error('describing the API sent a webhook')),
  };
  const app = await buildApp(dependencies);
  const text = `${JSON.stringify(app.swagger(), null, 2)}\n`;
  await app.close();
  return text;
}
