/** What must hold of the locks of instances, by the audit log of the locks. Each rule lists what breaks it. */
import type { Evidence, SeenLock } from './evidence.ts';
import type { Rule } from './run-invariants.ts';

type Order = Evidence['orders'][number];

const startedStates: readonly string[] = ['dispatching', 'running', 'approval'];

/** Orders of changes, with the path and the name of their deployment. */
function changes({ orders, nodes }: Evidence) {
  return orders.flatMap((order) => {
    const node = nodes.find(
      ({ batch_id: batch, number }) => batch === order.batch_id && number === order.node,
    );
    if (node?.kind !== 'change') return [];
    return [{ order, path: `${node.stack}/${node.component}`, name: `${order.batch_id}/${order.node}` }];
  });
}

function isHeldAt({ from, until }: SeenLock, at: number): boolean {
  return from <= at && at < until;
}

const show = ({ id, workflow }: Order) => `order ${id} of ${workflow}`;

/** No change is ordered while another one holds the lock of its instance. */
export const locksAreRespected: Rule = (evidence) =>
  changes(evidence).flatMap(({ order, path, name }) =>
    evidence.locks
      .filter((lock) => lock.path === path && lock.deployment !== name)
      .filter((lock) => isHeldAt(lock, order.planned_at))
      .map(({ id }) => `${show(order)} was written while another one held ${path} with ${id}`),
  );

/** A change holds the lock of its instance from its order on. */
export const changesHoldLocks: Rule = (evidence) =>
  changes(evidence)
    .filter(
      ({ order, path, name }) =>
        !evidence.locks.some(
          (lock) => lock.path === path && lock.deployment === name && isHeldAt(lock, order.planned_at),
        ),
    )
    .map(({ order, path }) => `${show(order)} was written without the lock of ${path}`);

/** Of one instance one lock at a time. */
export const oneLockAtATime: Rule = ({ locks }) =>
  [...Map.groupBy(locks, ({ path }) => path)].flatMap(([path, same]) => {
    const sorted = same.toSorted((one, other) => one.from - other.from);
    return sorted.flatMap((lock, index) => {
      const before = sorted[index - 1];
      return before !== undefined && before.until > lock.from
        ? [`${path} was locked by ${before.id} and ${lock.id} together`]
        : [];
    });
  });

/** At rest: a deployment that has ended holds no lock, and has no place in a queue. */
export const locksEnd: Rule = (evidence) => {
  const { locks, places, nodes, now } = evidence;
  const states = new Map(nodes.map((node) => [`${node.batch_id}/${node.number}`, node.state]));
  const isStarted = (name: string) => startedStates.includes(states.get(name) ?? '');
  return [
    ...locks
      .filter(({ deployment, until }) => deployment !== undefined && until > now && !isStarted(deployment))
      .map(({ path, deployment }) => `the deployment ${deployment} has ended, and holds ${path}`),
    ...places
      .filter((name) => !['locked', 'ready', 'waiting'].includes(states.get(name) ?? ''))
      .map((name) => `the deployment ${name} does not wait, and has a place in a queue`),
  ];
};
