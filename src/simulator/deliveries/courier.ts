/** Delivers the world's events to the webhooks of Apps, by the rules that a test sets. */
import { randomUUID } from 'node:crypto';
import { firstIds } from '../world/ids.ts';
import type { Courier, HookRule, WebhookDelivery } from '../world/webhooks.ts';
import type { World } from '../world/world.ts';
import type { WorldEvent } from '../world/world-event.ts';
import { renderPayload } from './payload.ts';
import { findRecipients, type Recipient } from './recipients.ts';
import { createHookRules, shuffleBySeed } from './rules.ts';
import type { HookAnswer, SendHook } from './send.ts';
import { signatureHeaders } from './sign.ts';

/** Largest payload that GitHub delivers, in bytes. */
const maxPayloadBytes = 25 * 1024 * 1024;
/** What GitHub shows as the status code when nothing answered. */
const unansweredCodes = { 'failed to connect': 502, 'timed out': 504 } as const;
/** Default number of deliveries that are shuffled together. */
const defaultShuffleSize = 10;

type Packet = Pick<
  WebhookDelivery,
  'guid' | 'appId' | 'event' | 'action' | 'installationId' | 'repositoryId' | 'payload' | 'redelivery'
>;

function headersOf(world: World, packet: Packet): Record<string, string> {
  const { appId, event, guid, payload } = packet;
  const webhook = world.apps.get(appId)?.webhook;
  const { host } = new URL(world.urls.server);
  const enterprise = host === 'github.com' ? {} : { 'X-GitHub-Enterprise-Host': host };
  return {
    Accept: '*/*',
    'Content-Type': 'application/json',
    'User-Agent': 'GitHub-Hookshot/simulator',
    'X-GitHub-Delivery': guid,
    'X-GitHub-Event': event,
    'X-GitHub-Hook-ID': String(webhook?.id ?? 0),
    'X-GitHub-Hook-Installation-Target-ID': String(appId),
    'X-GitHub-Hook-Installation-Target-Type': 'integration',
    ...enterprise,
    ...signatureHeaders(webhook?.secret, payload),
  };
}

function describeAnswer(answer: HookAnswer): Pick<WebhookDelivery, 'status' | 'statusCode' | 'response'> {
  if (answer.status !== 'answered') {
    return { status: answer.status, statusCode: unansweredCodes[answer.status], response: undefined };
  }
  const { code, headers, body } = answer;
  const status = code >= 200 && code < 300 ? 'OK' : `Invalid HTTP Response: ${code}`;
  return { status, statusCode: code, response: { headers, payload: body } };
}

function packetOf(
  event: WorldEvent,
  { app, installation }: Recipient,
  text: { guid: string; payload: string },
) {
  return {
    ...text,
    appId: app.id,
    event: event.event,
    action: event.action,
    installationId: installation.id,
    repositoryId: event.repositoryId,
    redelivery: false,
  };
}

/** Sends packets and keeps what came of them in the world. */
function createPost(world: World, send: SendHook) {
  const onTheirWay = new Set<Promise<void>>();
  let lastId = firstIds.delivery - 1;

  async function deliver(packet: Packet, sendOne: SendHook): Promise<void> {
    const { url } = world.apps.get(packet.appId)?.webhook ?? {};
    if (url === undefined) return;
    lastId += 1;
    const id = lastId;
    const deliveredAt = world.clock.now();
    const headers = headersOf(world, packet);
    const answer = await sendOne({ url, headers, body: packet.payload });
    const durationMs = world.clock.now() - deliveredAt;
    const made = { ...packet, id, url, requestHeaders: headers, deliveredAt, durationMs };
    world.deliveries.push({ ...made, ...describeAnswer(answer) });
  }

  return {
    /** `isLost`: nothing answers. */
    post(packet: Packet, isLost = false): void {
      const sending = deliver(packet, isLost ? async () => ({ status: 'failed to connect' }) : send);
      onTheirWay.add(sending);
      void sending.finally(() => onTheirWay.delete(sending));
    },
    async settled(): Promise<void> {
      while (onTheirWay.size > 0) await Promise.all(onTheirWay);
    },
  };
}

/** Listens to the world's events from now on. */
export function createCourier(world: World, send: SendHook): Courier {
  const rules = createHookRules();
  const { post, settled } = createPost(world, send);
  let held: Packet[] = [];

  function release(seed?: number): void {
    const all = held;
    held = [];
    for (const packet of seed === undefined ? all : shuffleBySeed(all, seed)) post(packet);
  }

  function hold(packet: Packet, { mode, size = defaultShuffleSize, seed = 0 }: HookRule): void {
    held.push(packet);
    if (mode === 'shuffle' && held.length >= size) release(seed);
  }

  function handle(packet: Packet): void {
    const rule: HookRule = rules.take(packet) ?? { mode: 'pass' };
    switch (rule.mode) {
      case 'lose':
        break;
      case 'drop':
        post(packet, true);
        break;
      case 'hold':
      case 'shuffle':
        hold(packet, rule);
        break;
      case 'delay':
        world.clock.at(world.clock.now() + (rule.milliseconds ?? 0), () => post(packet));
        break;
      case 'twice':
        post(packet);
        post(packet);
        break;
      case 'pass':
        post(packet);
    }
  }

  world.listeners.add((event) => {
    const guid = randomUUID();
    for (const recipient of findRecipients(world, event)) {
      const payload = renderPayload(world, event, recipient);
      if (payload === undefined || Buffer.byteLength(payload) > maxPayloadBytes) continue;
      handle(packetOf(event, recipient, { guid, payload }));
    }
  });

  return {
    addRule: rules.add,
    rules: rules.list,
    clearRules: rules.clear,
    held: () => held.map(({ guid, appId, event, action }) => ({ guid, appId, event, action })),
    release,
    redeliver: (delivery) => post({ ...delivery, redelivery: true }),
    settled,
  };
}
