/** Checks that the database answers, has the current schema and protects the audit log. Changes nothing. */
import { ActionError } from '../../../base/errors.ts';
import type { DatabaseConfig } from '../../../server/config/config.ts';
import { inspectDatabase } from '../../../server/database/inspect.ts';
import { describeCauseByCode } from '../../describe-cause.ts';
import { type DoctorResult, fail, pass, warn } from '../check.ts';

type Inspection = Awaited<ReturnType<typeof inspectDatabase>>;

function judgeSchema({ unknown, pending }: Inspection): DoctorResult {
  if (unknown.length > 0) {
    const message = `The database has migrations that this version does not know: ${unknown.join(', ')}.`;
    return fail('database-newer', message);
  }
  if (pending.length > 0)
    return warn('database-pending', `The database lacks the migrations ${pending.join(', ')}.`);
  return pass('The schema is current.');
}

function judgeAuditLog({ auditIsProtected, mayRewriteAudit }: Inspection): DoctorResult[] {
  const findings: DoctorResult[] = [];
  if (auditIsProtected === true)
    findings.push(pass('The audit log is append-only: the database rejects changes to entries.'));
  if (auditIsProtected === false) {
    const message = 'The database role of the server can change and delete entries of the audit log.';
    findings.push(fail('audit-unprotected', message));
  }
  if (mayRewriteAudit) {
    const message =
      'The database role of the server has more rights over the audit log than it needs: only triggers prevent changes to entries.';
    findings.push(warn('audit-role', message));
  }
  return findings;
}

export async function checkDatabase(config: DatabaseConfig): Promise<DoctorResult[]> {
  const kind = config.kind === 'sqlite' ? `The SQLite database ${config.path}` : 'PostgreSQL';
  try {
    const inspection = await inspectDatabase(config);
    if (inspection.isMissing)
      return [pass(`${kind} does not exist yet. The server creates it when it starts.`)];
    return [pass(`${kind} answers.`), judgeSchema(inspection), ...judgeAuditLog(inspection)];
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    // Drivers put hosts and users into their messages, never a password; the code is enough.
    return [fail('database-down', `${kind} does not answer (${describeCauseByCode(error)}).`)];
  }
}
