/** Cuts a list into pages as GraphQL connections do. */
import { fieldError } from './errors.ts';

export interface ConnectionArguments {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

/** Most nodes of one page. */
const maxNodes = 100;

function cursorOf(index: number): string {
  return Buffer.from(`cursor:${index}`).toString('base64');
}

function indexOf(cursor: string): number {
  return Number(Buffer.from(cursor, 'base64').toString('utf8').replace('cursor:', ''));
}

/** GitHub requires `first` or `last`. `name` is the connection's field. */
export function viewConnection<Item>(name: string, items: readonly Item[], asked: ConnectionArguments) {
  const { first, last, after, before } = asked;
  const size = first ?? last;
  if (size === undefined || size === null) {
    const message = `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`;
    throw fieldError('MISSING_PAGINATION_BOUNDARIES', message);
  }
  if (size > maxNodes || size < 0) {
    const which = first === undefined || first === null ? 'last' : 'first';
    const message = `Requesting ${size} records on the \`${name}\` connection exceeds the \`${which}\` limit of ${maxNodes} records.`;
    throw fieldError('EXCESSIVE_PAGINATION', message);
  }
  const from = typeof after === 'string' ? indexOf(after) + 1 : 0;
  const to = typeof before === 'string' ? indexOf(before) : items.length;
  const start = typeof first === 'number' ? from : Math.max(from, to - size);
  const end = Math.min(start + size, to);
  const nodes = items.slice(start, end);
  return {
    nodes,
    totalCount: items.length,
    pageInfo: {
      startCursor: nodes.length === 0 ? null : cursorOf(start),
      endCursor: nodes.length === 0 ? null : cursorOf(start + nodes.length - 1),
      hasNextPage: end < items.length,
      hasPreviousPage: start > 0,
    },
  };
}
