/** Documents that the server publishes: its API description, and the schemas of trust policies and their callers. */
import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';

const schemaDirectory = new URL('../../../schemas/', import.meta.url);
/** What editors check people's files with; their `$id` leads here. */
export const publishedSchemas = [
  'v1alpha1/trust-policy.json',
  'v1alpha1/policy-callers.json',
  'v1alpha2/trust-policy.json',
] as const;
/** How long a client may keep a document, in seconds. */
const documentAge = 3_600;
const noScripts = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";

export function registerDocumentRoutes(app: FastifyInstance): void {
  const hidden = { hide: true };
  /** `render` is called once, when all routes are there: what anybody may ask for must cost nothing. */
  function publish(path: string, type: string, render: () => string): void {
    let text: string | undefined;
    const renderOnce = (): string => {
      text ??= render();
      return text;
    };
    app.get(path, {
      schema: hidden,
      handler: async (_request, reply) =>
        reply
          .type(`${type}; charset=utf-8`)
          .headers({
            'cache-control': `public, max-age=${documentAge}`,
            'content-security-policy': noScripts,
          })
          .send(renderOnce()),
    });
  }
  for (const name of publishedSchemas) {
    const text = readFileSync(new URL(name, schemaDirectory), 'utf8');
    publish(`/schemas/${name}`, 'application/schema+json', () => text);
  }
  publish('/openapi.json', 'application/json', () => `${JSON.stringify(app.swagger(), null, 2)}\n`);
}
