/** Control of deliveries: rules, and what is held or was sent. */

import { readFields } from '../people/read-fields.ts';
import type { HookRule, WebhookDelivery } from '../world/webhooks.ts';
import { hookModes } from '../world/webhooks.ts';
import type { World } from '../world/world.ts';

/** Most deliveries that a rule hits, lets pass or holds. */
const maxDeliveries = 1_000_000;
/** Longest delay, in milliseconds. */
const maxDelayMs = 30 * 24 * 60 * 60 * 1000;
const maxSeed = 2 ** 32;

function readHookRule(value: unknown): HookRule {
  const fields = readFields(value);
  const rule: HookRule = {
    mode: fields.oneOf('mode', hookModes),
    event: fields.optionalText('event'),
    action: fields.optionalText('action'),
    times: fields.optionalNumber('times', maxDeliveries),
    skip: fields.optionalNumber('skip', maxDeliveries),
    milliseconds: fields.optionalNumber('milliseconds', maxDelayMs),
    size: fields.optionalNumber('size', maxDeliveries),
    seed: fields.optionalNumber('seed', maxSeed),
  };
  fields.finish();
  return rule;
}

function showAttempt({ id, guid, appId, event, action, status, ...rest }: WebhookDelivery) {
  const { statusCode, redelivery, deliveredAt } = rest;
  const at = new Date(deliveredAt).toISOString();
  return { id, guid, app: appId, event, action, redelivery, status, status_code: statusCode, at };
}

/** Rules that can still hit, deliveries that are held, and every attempt so far. */
export function showHooks({ courier, deliveries }: World) {
  return {
    rules: courier?.rules() ?? [],
    held: courier?.held() ?? [],
    sent: deliveries.map(showAttempt),
  };
}

export function addHookRule(world: World, value: unknown): void {
  world.courier?.addRule(readHookRule(value));
}

/** `{"seed": 7}` for an order of that seed. */
export function releaseHeld(world: World, value: unknown): void {
  const fields = readFields(value);
  const seed = fields.optionalNumber('seed', maxSeed);
  fields.finish();
  world.courier?.release(seed);
}

/** Removes all rules, and sends what they held. */
export function clearHooks({ courier }: World): void {
  courier?.clearRules();
  courier?.release();
}
