/** Creates the tables behind GitHub's events: deliveries, batches of deployments, orders, and what is shown. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../../dialect.ts';
import { createBatches } from './batches.ts';
import { createDeliveryInbox } from './deliveries.ts';
import { createOrderTables } from './orders.ts';
import { createProjectionTables } from './projections.ts';
import { createPullRequestTables } from './pull-requests.ts';

export async function createDeploymentSchema(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await createDeliveryInbox(db, dialect);
  await createPullRequestTables(db, dialect);
  await createBatches(db, dialect);
  await createOrderTables(db, dialect);
  await createProjectionTables(db, dialect);
}
