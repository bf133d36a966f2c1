/** Checks the destinations of the audit beyond their schema. */

import { fitsEvent } from '../../domain/audit/destination.ts';
import { auditEvents } from '../../domain/audit/events.ts';
import type { ServerConfigDocument } from '../../schema/generated/server-config.cjs';
import { type ConfigFinding, findRepeats, findUnknownWorkspaces } from './findings.ts';

/** Headers that a delivery has itself, or that would change how it travels. */
const reserved =
  /^(?:content-|transfer-|x-webhook-|proxy-|host$|connection$|upgrade$|te$|trailer$|expect$|user-agent$)/i;

type Webhook = NonNullable<ServerConfigDocument['audit_webhooks']>[number];

function checkUrl({ url, allow_private_network }: Webhook, place: string): ConfigFinding[] {
  const pointer = `${place}/url`;
  if (!URL.canParse(url)) return [{ pointer, message: 'is not a URL' }];
  const isPlain = new URL(url).protocol === 'http:';
  return isPlain && allow_private_network !== true
    ? [{ pointer, message: 'must be https (http needs allow_private_network: true)' }]
    : [];
}

function checkHeaders({ headers = {}, header_files = {} }: Webhook, place: string): ConfigFinding[] {
  const named = [
    ...Object.keys(headers).map((name) => ({ pointer: `${place}/headers/${name}`, name })),
    ...Object.keys(header_files).map((name) => ({ pointer: `${place}/header_files/${name}`, name })),
  ];
  return [
    ...named
      .filter(({ name }) => reserved.test(name))
      .map(({ pointer, name }) => ({ pointer, message: `the header ${name} is set by the server` })),
    ...findRepeats(
      named.map(({ pointer, name }) => ({ pointer, value: name.toLowerCase(), what: 'the header' })),
    ),
  ];
}

/** A pattern that matches no event would leave a destination without entries forever. */
function checkEvents({ events }: Webhook, place: string): ConfigFinding[] {
  return (events ?? []).flatMap((pattern, index) =>
    Object.keys(auditEvents).some((event) => fitsEvent(pattern, event))
      ? []
      : [{ pointer: `${place}/events/${index}`, message: 'matches no event; docs/audit.md lists them' }],
  );
}

export function checkWebhooks(document: ServerConfigDocument): ConfigFinding[] {
  const webhooks = document.audit_webhooks ?? [];
  return [
    ...findRepeats(
      webhooks.map(({ name }, index) => ({
        pointer: `/audit_webhooks/${index}/name`,
        value: name,
        what: 'the name',
      })),
    ),
    ...webhooks.flatMap((webhook, index) => {
      const place = `/audit_webhooks/${index}`;
      return [...checkUrl(webhook, place), ...checkHeaders(webhook, place), ...checkEvents(webhook, place)];
    }),
    ...findUnknownWorkspaces(document, webhooks, '/audit_webhooks'),
  ];
}
