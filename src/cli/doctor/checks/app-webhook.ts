/** Checks the webhook of the GitHub App: where it delivers, what it is subscribed to, and how the last deliveries went. */
import {
  type AppHook,
  type HookDelivery,
  listHookDeliveries,
  readAppHook,
} from '../../../github/app-hook.ts';
import { appEvents, webhookPath } from '../../../github/app-permissions.ts';
import type { GitHubClient } from '../../../github/client.ts';
import type { ServerConfig } from '../../../server/config/config.ts';
import { featuresOf } from '../../../server/config/used-features.ts';
import { type DoctorResult, fail, pass, warn } from '../check.ts';
import type { NamedApp } from './app-visibility.ts';

const dayMs = 24 * 60 * 60_000;
/** Without it nothing is deployed; what the others tell is also read, only later. */
const neededEvent = 'pull_request';

type Config = Pick<ServerConfig, 'publicUrl' | 'github' | 'workspaces'>;

function checkSetup({ url, isJson, hasSecret, verifiesTls }: AppHook, { publicUrl }: Config): DoctorResult[] {
  const findings: DoctorResult[] = [];
  const expected = `${publicUrl}${webhookPath}`;
  if (url !== expected) {
    const message = `The webhook of the App: expected the URL ${expected}, got ${url ?? 'none'}.`;
    findings.push(fail('app-webhook-url', message));
  }
  if (!isJson)
    findings.push(fail('app-webhook-format', 'The webhook of the App does not deliver application/json.'));
  if (!hasSecret) {
    const message = 'The webhook of the App has no secret, so the server rejects every delivery.';
    findings.push(fail('app-webhook-secret', message));
  }
  if (!verifiesTls) {
    const message = 'GitHub delivers to the webhook of the App without verifying the certificate.';
    findings.push(warn('app-webhook-tls', message));
  }
  return findings.length > 0 ? findings : [pass('The webhook of the App delivers to this server.')];
}

function checkEvents({ events }: NamedApp, used: ReadonlySet<string>): DoctorResult[] {
  return appEvents
    .filter(({ name, feature }) => used.has(feature) && !events.includes(name))
    .map(({ name }) => {
      const message = `The App is not subscribed to the event \`${name}\`.`;
      return name === neededEvent ? fail('app-event', message) : warn('app-event', message);
    });
}

/** An event whose redelivery succeeded has not failed. */
function checkDeliveries(deliveries: readonly HookDelivery[], now: number): DoctorResult {
  const recent = Map.groupBy(
    deliveries.filter(({ at }) => now - at < dayMs),
    ({ guid }) => guid,
  );
  if (recent.size === 0) return pass('GitHub has delivered no event in the last 24 hours.');
  const failed = [...recent.values()].filter((attempts) =>
    attempts.every(({ statusCode }) => statusCode < 200 || statusCode > 299),
  );
  if (failed.length === 0) return pass(`The last ${recent.size} events were delivered.`);
  const status = failed[0]?.[0]?.statusCode ?? 0;
  const answer = status === 0 ? 'without an answer' : `with status ${status}`;
  const message = `${failed.length} of the last ${recent.size} events of 24 hours were not delivered, the newest ${answer}.`;
  const isMost = failed.length * 2 > recent.size;
  return isMost ? fail('app-webhook-failing', message) : warn('app-webhook-failing', message);
}

/** Nothing where no feature needs events. Rejects with `GitHubFailure`. */
export async function checkAppWebhook(
  app: NamedApp,
  config: Config,
  ports: { readonly client: GitHubClient; readonly now: () => number },
): Promise<DoctorResult[]> {
  const used = featuresOf(config);
  if (!appEvents.some(({ feature }) => used.has(feature))) return [];
  const { client } = ports;
  return [
    ...checkSetup(await readAppHook({ client }), config),
    ...checkEvents(app, used),
    checkDeliveries(await listHookDeliveries({ client }), ports.now()),
  ];
}
