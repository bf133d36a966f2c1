/** Checks that the audit webhook destinations answer. Delivers nothing and sends no secret. */
import type { WebhookDestination } from '../../../domain/audit/destination.ts';
import { postWebhook } from '../../../server/audit-webhooks/post.ts';
import { type DoctorResult, fail, pass } from '../check.ts';

export async function checkWebhookTargets(
  destinations: readonly WebhookDestination[],
): Promise<DoctorResult[]> {
  return Promise.all(
    destinations.map(async ({ name, url, allowPrivateNetwork }): Promise<DoctorResult> => {
      const result = await postWebhook({ url, method: 'HEAD', headers: {}, body: '', allowPrivateNetwork });
      // The path may be a secret of the receiver.
      const { origin } = new URL(url);
      return result.status === 'answered'
        ? pass(`The webhook destination ${name} at ${origin} answers.`)
        : fail(
            'webhook-unreachable',
            `The webhook destination ${name} at ${origin} did not answer (${result.reason}).`,
          );
    }),
  );
}
