/** Whether somebody answers where the audit is sent. Nothing is delivered, and no secret is sent. */
import type { WebhookDestination } from '../../../domain/audit/destination.ts';
import { postWebhook } from '../../../server/audit-webhooks/post.ts';
import { type Finding, fail, ok } from '../check.ts';

export async function checkWebhooks(destinations: readonly WebhookDestination[]): Promise<Finding[]> {
  return Promise.all(
    destinations.map(async ({ name, url, allowPrivateNetwork }): Promise<Finding> => {
      const result = await postWebhook({ url, method: 'HEAD', headers: {}, body: '', allowPrivateNetwork });
      // The path may be a secret of the receiver.
      const { origin } = new URL(url);
      if (result.status === 'answered') return ok(`The destination ${name} at ${origin} answers.`);
      const advice =
        'Check the address and the firewall; deliveries go through no proxy. `allow_private_network: true` permits an address of your own network.';
      return fail(
        'webhook-unreachable',
        `The destination ${name} at ${origin} is not reached (${result.reason}).`,
        advice,
      );
    }),
  );
}
