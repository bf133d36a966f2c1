/** Counts the waiting deliveries of an installation by an index. */
import { type Kysely, sql } from 'kysely';

export async function addDeliveryShares(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex('deliveries_new_by_installation')
    .on('deliveries')
    .columns(['installation_id'])
    .where(sql.ref('state'), '=', sql.lit('new'))
    .execute();
}
