/** Kills a server between two of its queries: from then on none reaches the database, and open transactions are undone. */
import {
  InsertQueryNode,
  type Kysely,
  type KyselyPlugin,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type RootOperationNode,
  TableNode,
  UpdateQueryNode,
  ValueNode,
} from 'kysely';
import type { Database } from '../../../src/server/database/schema.ts';

/** Where a server is killed: so many queries after it next came to a step. */
export interface DeathPoint {
  readonly step: DeathStep;
  readonly after: number;
}

/** Steps of the work: what a query writes. `claimed`: an order that is about to be sent. */
export const deathSteps = [
  'claimed',
  'orders',
  'projections',
  'deliveries',
  'batches',
  'batch_nodes',
  'locks',
  'lock_waiters',
] as const;
type DeathStep = (typeof deathSteps)[number];

/** The table that a query writes to. */
function writtenTable(node: RootOperationNode): string | undefined {
  if (InsertQueryNode.is(node)) return node.into?.table.identifier.name;
  if (!UpdateQueryNode.is(node)) return undefined;
  const { table } = node;
  return table !== undefined && TableNode.is(table) ? table.table.identifier.name : undefined;
}

function isStep(node: RootOperationNode, step: DeathStep): boolean {
  if (step !== 'claimed') return writtenTable(node) === step;
  if (!UpdateQueryNode.is(node) || writtenTable(node) !== 'orders') return false;
  return (node.updates ?? []).some(({ value }) => ValueNode.is(value) && value.value === 'sending');
}

export interface Death {
  isDead(): boolean;
  /** Kills at this point, unless another comes before. */
  doom(point: DeathPoint): void;
  /** Forgets the point. */
  spare(): void;
  guard(db: Kysely<Database>): Kysely<Database>;
}

/** `die` ends the process of the server, where it has one of its own. */
export function createDeath(die: () => void = () => undefined): Death {
  let isDead = false;
  let point: DeathPoint | undefined;
  let left: number | undefined;

  const plugin: KyselyPlugin = {
    transformQuery({ node }: PluginTransformQueryArgs) {
      if (left !== undefined) {
        left -= 1;
        isDead ||= left <= 0;
        if (isDead) die();
      }
      if (isDead) throw new Error('the server was killed');
      if (left === undefined && point !== undefined && isStep(node, point.step)) left = point.after;
      return node;
    },
    transformResult: async ({ result }: PluginTransformResultArgs) => result,
  };

  return {
    isDead: () => isDead,
    doom(next) {
      point ??= next;
    },
    spare() {
      point = undefined;
      left = undefined;
    },
    guard: (db) => db.withPlugin(plugin),
  };
}
