/** The name under which a GraphQL request is journalled and hit by faults. */

const mutation = /^\s*(?:#[^\n]*\n\s*)*mutation\b[^{]*\{\s*(?:\w+\s*:\s*)?(\w+)/;

/** `graphql/` and a mutation's first field, such as `graphql/createCommitOnBranch`; `graphql` for queries and for what is neither. */
export function graphqlRouteId(body: Uint8Array): string {
  try {
    const { query } = JSON.parse(Buffer.from(body).toString('utf8')) as { query?: unknown };
    const field = typeof query === 'string' ? mutation.exec(query)?.[1] : undefined;
    return field === undefined ? 'graphql' : `graphql/${field}`;
  } catch {
    // The handler says what is wrong with it.
    return 'graphql';
  }
}
