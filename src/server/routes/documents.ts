/** Documents that the server publishes: its API description and the schema of trust policies. */
import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { type ApiDescription, renderDocsPage } from '../http/docs-page.ts';

const trustPolicySchema = new URL('../../../schemas/v1alpha1/trust-policy.json', import.meta.url);
/** How long a client may keep a document, in seconds. */
const documentAge = 3_600;
const noScripts = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";

export function registerDocumentRoutes(app: FastifyInstance): void {
  const schema = readFileSync(trustPolicySchema, 'utf8');
  const hidden = { hide: true };
  function publish(path: string, type: string, render: () => string): void {
    app.get(path, {
      schema: hidden,
      handler: async (_request, reply) =>
        reply
          .type(`${type}; charset=utf-8`)
          .headers({
            'cache-control': `public, max-age=${documentAge}`,
            'content-security-policy': noScripts,
            'x-content-type-options': 'nosniff',
          })
          .send(render()),
    });
  }
  // Editors load the schema from other origins.
  publish('/schemas/v1alpha1/trust-policy.json', 'application/schema+json', () => schema);
  publish('/openapi.json', 'application/json', () => `${JSON.stringify(app.swagger(), null, 2)}\n`);
  publish('/docs', 'text/html', () => renderDocsPage(app.swagger() as ApiDescription));
}
