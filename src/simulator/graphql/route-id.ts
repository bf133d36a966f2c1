/** The route id of a GraphQL request, for the journal and for faults. */

import { isRecord } from '../../base/text.ts';

const mutation = /^\s*(?:#[^\n]*\n\s*)*mutation\b[^{]*\{\s*(?:\w+\s*:\s*)?(\w+)/;

/** `graphql/` and a mutation's first field, such as `graphql/createCommitOnBranch`. `graphql` for everything else. */
export function graphqlRouteId(body: Uint8Array): string {
  try {
    const request: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    const query = isRecord(request) ? request['query'] : undefined;
    const field = typeof query === 'string' ? mutation.exec(query)?.[1] : undefined;
    return field === undefined ? 'graphql' : `graphql/${field}`;
  } catch {
    // The handler reports the error.
    return 'graphql';
  }
}
