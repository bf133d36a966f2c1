/** A delivery that GitHub lists as sent, and that did not arrive. */
import type { WebhookDelivery } from '../../src/simulator/world/webhooks.ts';
import type { World } from '../../src/simulator/world/world.ts';

export function sentDelivery({ apps, clock }: World, more: Partial<WebhookDelivery> = {}): WebhookDelivery {
  const [app] = apps.values();
  return {
    ...{ id: 10, guid: '0b989ba4-242f-11e5-81e1-c7b6966d2516', appId: app?.id ?? 0 },
    ...{ event: 'issue_comment', action: 'created', installationId: 1, repositoryId: 1001 },
    ...{ payload: JSON.stringify({ action: 'created', repository: { id: 1001 } }), redelivery: false },
    ...{ url: 'https://gone.example', requestHeaders: {}, deliveredAt: clock.now() },
    ...{ durationMs: 5, status: 'failed to connect', statusCode: 502, response: undefined },
    ...more,
  };
}
