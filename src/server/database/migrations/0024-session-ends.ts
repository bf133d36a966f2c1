/** The workspaces in which an admin has ended a web session that stays valid in others. */
import type { Kysely } from 'kysely';

export async function addSessionEnds(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('web_sessions').addColumn('ended_in', 'text').execute();
}
