/** Badges: the state of an instance as a picture at an address that cannot be guessed, for READMEs. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Static } from 'typebox';
import { createBadgeRoute } from '../../../api/routes/drift-badges.ts';
import { ok } from '../../../base/result.ts';
import { type BadgeState, renderBadge } from '../../../domain/reports/badge.ts';
import { adminActor } from '../../access/admin-tokens.ts';
import type { AdmittedAdmin } from '../../access/admit.ts';
import type { Feature } from '../../access/feature.ts';
import { reachStore } from '../../database/failures.ts';
import type { DatabaseProbe } from '../../database/open.ts';
import { type Answer, refuseRequest } from '../../http/answer.ts';
import { readRepositoryNames } from '../../repositories/repository-names.ts';
import { ensureBadge, findBadgeInstances } from './badge-table.ts';
import { type BadgePorts, type BadgeSnapshot, badgeMaxAgeSeconds, createBadgeSnapshot } from './snapshot.ts';

export interface DriftBadgePorts extends Omit<BadgePorts, 'now'> {
  readonly probe: Pick<DatabaseProbe, 'now'>;
}

const badgeHeaders = {
  'content-type': 'image/svg+xml; charset=utf-8',
  'cache-control': `max-age=${badgeMaxAgeSeconds}`,
  // A picture for other sites, which runs and loads nothing.
  'content-security-policy': "default-src 'none'",
  'cross-origin-resource-policy': 'cross-origin',
};

function sendBadge(reply: FastifyReply, state: BadgeState): FastifyReply {
  return reply.headers(badgeHeaders).send(renderBadge(state));
}

function registerPicture(app: FastifyInstance, snapshot: BadgeSnapshot): void {
  app.get<{ Params: { file: string } }>(
    '/badges/:file',
    { schema: { hide: true } },
    async (request, reply) => {
      // Every text is looked up in the same way: one that is not a token is as unknown as any other.
      const token = request.params.file.replace(/\.svg$/, '');
      return sendBadge(reply, await snapshot.stateOf(token));
    },
  );
}

/** What a README shows it with. */
export function describeBadge(token: string, publicUrl: string) {
  const url = `${publicUrl}/badges/${token}.svg`;
  return { url, markdown: `![Drift](${url})` };
}

interface Asked {
  readonly caller: AdmittedAdmin;
  readonly body: Static<(typeof createBadgeRoute)['body']>;
  readonly traceId: string;
}

async function createBadge(
  { caller: { workspace, admin }, body, traceId }: Asked,
  ports: BadgePorts,
): Promise<Answer<unknown>> {
  const { repository, stack, component, componentType } = body;
  const names = await readRepositoryNames(workspace, ports.repositories);
  const repositoryId = names.idOf(repository);
  const unknown = refuseRequest(
    404,
    'InstanceNotFound',
    `Unknown instance ${component} in the stack ${stack} of ${repository}.`,
  );
  if (repositoryId === undefined) return unknown;
  const config = workspace.repositories.find(({ name }) => names.idOf(name) === repositoryId);
  if (config?.drift?.badges !== true)
    return refuseRequest(
      400,
      'InvalidRequest',
      `Badges of ${repository} are off. Set \`drift.badges: true\`.`,
    );
  const place = { workspaceId: workspace.id, repositoryId, stack, component };
  const { db, dialect } = ports.database;
  const types = await reachStore(() => findBadgeInstances(db, place));
  const type = componentType ?? types[0];
  if (type === undefined || !types.includes(type)) return unknown;
  const asked = { actor: adminActor(admin), traceId };
  const token = await reachStore(() =>
    db
      .transaction()
      .execute((trx) => ensureBadge(trx, dialect, { instance: { ...place, componentType: type }, asked })),
  );
  return ok(describeBadge(token, ports.config.publicUrl));
}

export interface DriftBadges extends Feature {
  /** The pictures are read again. */
  forget(): void;
}

export function createDriftBadges(given: DriftBadgePorts): DriftBadges {
  const ports = { ...given, now: () => given.probe.now() };
  const snapshot = createBadgeSnapshot(ports);
  return {
    forget: () => snapshot.forget(),
    routes(app, register) {
      registerPicture(app, snapshot);
      register(app, createBadgeRoute, {
        callers: 'admins',
        workspaceOf: ({ body }) => body.workspace,
        denial: 'drift.badge',
        async handle({ caller, body, traceId }) {
          const answer = await createBadge({ caller, body, traceId }, ports);
          snapshot.forget();
          return answer;
        },
      });
    },
  };
}
