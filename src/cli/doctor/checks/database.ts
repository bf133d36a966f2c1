/** The database: reachable, at the current schema, and unable to rewrite the audit. Changes nothing. */
import { ActionError } from '../../../base/errors.ts';
import type { DatabaseConfig } from '../../../server/config/config.ts';
import { inspectDatabase } from '../../../server/database/inspect.ts';
import { type Finding, fail, ok, warn } from '../check.ts';

export async function checkDatabase(config: DatabaseConfig): Promise<Finding[]> {
  const kind = config.kind === 'sqlite' ? `The embedded database ${config.path}` : 'PostgreSQL';
  try {
    const { isMissing, pending, auditIsProtected, mayRewriteAudit, unknown } = await inspectDatabase(config);
    if (isMissing) return [ok(`${kind} does not exist yet; the server makes it at its start.`)];
    return [
      ok(`${kind} answers.`),
      unknown.length > 0
        ? fail(
            'database-newer',
            `The database has steps that this version does not know: ${unknown.join(', ')}.`,
            'A newer version has migrated it. Run that version, or restore a backup.',
          )
        : pending.length > 0
          ? warn(
              'database-pending',
              `The database lacks ${pending.join(', ')}.`,
              '`atmos-pro migrate` applies them; `serve` does so too, at its start.',
            )
          : ok('Its schema is current.'),
      ...(auditIsProtected === undefined
        ? []
        : [
            auditIsProtected
              ? ok('The audit log is append-only: a change of an entry is refused.')
              : fail(
                  'audit-unprotected',
                  'Entries of the audit log can be changed or deleted with the server’s own account.',
                  'The triggers of the migration are gone: restore them, and find out who removed them.',
                ),
          ]),
      ...(mayRewriteAudit
        ? [
            warn(
              'audit-role',
              'The server’s account may do more to the audit log than append: only triggers keep it from rewriting entries.',
              '`atmos-pro migrate --runtime-role NAME` gives a role of its own what serving needs; run the server as that.',
            ),
          ]
        : []),
    ];
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    const advice =
      config.kind === 'sqlite'
        ? 'Check that the folder exists on a local disk and that this user may write there.'
        : 'Check DATABASE_URL, that the server runs, and that the database exists.';
    return [fail('database-down', `${kind} does not answer (${describeCause(error)}).`, advice)];
  }
}

/** Drivers put hosts and users into their messages, never a password; their code says enough. */
function describeCause(error: ActionError): string {
  const cause = error.cause as { code?: unknown; errcode?: unknown } | undefined;
  return typeof cause?.code === 'string' ? cause.code : error.message;
}
