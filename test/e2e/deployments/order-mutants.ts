/** Mutants of orders, gates and reports. */
import {
  chain,
  dispatchRoute,
  fails,
  lost,
  type Mutant,
  merge,
  pass,
  push,
  single,
  unheard,
  upload,
  wide,
} from './mutant.ts';
import { anonymousWorkflows } from './seed.ts';

export const orderMutants: readonly Mutant[] = [
  {
    name: 'an order has no key, and a deployment is ordered twice',
    edits: [
      {
        file: 'server/database/migrations/0002-deployments/orders.ts',
        from: ".addColumn('key', 'text', (column) => column.notNull().unique())",
        to: ".addColumn('key', 'text', (column) => column.notNull())",
      },
      {
        file: 'server/database/migrations/0002-deployments/orders.ts',
        from: ".addColumn('correlation', 'text', (column) => column.notNull().unique())",
        to: ".addColumn('correlation', 'text', (column) => column.notNull())",
      },
      {
        file: 'server/deployments/write-orders.ts',
        from: 'return Math.max(node.attempt, (row?.attempt ?? 0) + 1);',
        to: 'return row === undefined ? node.attempt : node.attempt;',
      },
      {
        file: 'server/deployments/start-node.ts',
        from: 'const attempt = await insertOrders(',
        to: 'await insertOrders(trx, { batch, node, ref: candidate.ref, orders }, dialect);\n      const attempt = await insertOrders(',
      },
    ],
    steps: [upload(single), pass(15)],
  },
  {
    name: 'an order that was claimed is planned again when its sender is gone',
    edits: [
      {
        file: 'domain/dispatch/order-states.ts',
        from: "if (order.state === 'sending') return { ...order, state: 'unclear', lookups: 0 };",
        to: "if (order.state === 'sending') return { ...order, state: 'planned' };",
      },
    ],
    steps: [unheard, { do: 'kill', step: 'claimed', after: 1 }, upload(single), pass(40)],
  },
  {
    name: 'an order whose answer was lost is sent again without a look',
    edits: [
      {
        file: 'domain/dispatch/order-states.ts',
        from: "      return { ...order, state: 'unclear', lookups: 0 };\n  }",
        to: "      return { ...order, state: 'planned' };\n  }",
      },
    ],
    steps: [unheard, lost(dispatchRoute), upload(single), pass(15)],
  },
  {
    name: 'orders of a lane without ids are sent together',
    edits: [
      {
        file: 'server/deployments/orders/claim-order.ts',
        from: 'if (row.carries_id === 1) return true;',
        to: 'if (row.id > 0) return true;',
      },
    ],
    steps: [unheard, lost(dispatchRoute), lost(dispatchRoute, 1), upload(chain), pass(40)],
    scene: { workflows: anonymousWorkflows },
  },
  {
    name: 'a comment is posted without a search for its marker',
    edits: [
      {
        file: 'server/projections/create-once.ts',
        from: 'if (since !== null || order.looksFirst) {',
        to: 'if (since !== null && row.id < 0) {',
      },
    ],
    steps: [lost('issues/create-comment'), upload(single), pass(15)],
  },
  {
    name: 'a comment with the marker counts as that of the server, whatever its author',
    edits: [
      {
        file: 'github/comments.ts',
        from: 'user?.login === author && body?.includes(marker)',
        to: '(user?.login ?? author) !== "" && body?.includes(marker)',
      },
    ],
    steps: [{ do: 'hooks', mode: 'hold', times: 3 }, push(2), { do: 'mimic', pull: 2 }, upload(single, 2)],
  },
  {
    name: 'a batch is concluded when its first run has ended',
    edits: [
      {
        file: 'domain/dispatch/conclude.ts',
        from: 'if (countOpen(counts) > 0) return undefined;',
        to: 'if (countOpen(counts) > 0 && (counts.succeeded ?? 0) === 0) return undefined;',
      },
    ],
    steps: [upload(wide), pass(15), pass(15)],
  },
  {
    name: 'a change starts when its parents have ended, however they ended',
    edits: [
      {
        file: 'domain/dispatch/gates.ts',
        from: "return kind === 'change' && failedParents > 0",
        to: "return kind === 'change' && failedParents < 0",
      },
    ],
    steps: [upload(chain), merge(), fails('vpc'), upload(chain), pass(40)],
  },
  {
    name: 'a plan starts before its parents have ended',
    edits: [
      {
        file: 'domain/dispatch/gates.ts',
        from: "if (openParents > 0) return 'waiting';",
        to: "if (openParents > 0 && kind === 'change') return 'waiting';",
      },
    ],
    steps: [upload(chain), pass(15)],
  },
];
