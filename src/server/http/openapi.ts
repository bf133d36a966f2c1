/** Describes the routes as OpenAPI, from the very schemas that validate them. */
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';

/** Version of the API, not of the package: it changes with the wire. */
const apiVersion = '1';

export async function registerOpenApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Atmos Pro API',
        version: apiVersion,
        description:
          'Every response is one JSON envelope. On an error, `errorMessage` says what to do, and `traceId` finds the request in the server’s log.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        securitySchemes: {
          session: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description: 'The session that `POST /api/v1/auth/github-oidc` answers with; valid for one hour.',
          },
          admin: {
            type: 'http',
            scheme: 'bearer',
            description:
              'A token whose SHA-256 is in `admin_tokens` of the server’s configuration. It belongs to no workspace: the request names one.',
          },
        },
      },
    },
  });
}
