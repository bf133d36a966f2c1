/** Creates the tables behind GitHub's events. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../../dialect.ts';
import { createDeliveryInbox } from './deliveries.ts';

export async function createDeploymentSchema(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await createDeliveryInbox(db, dialect);
}
