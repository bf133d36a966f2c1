/** Errors of single fields as in GitHub's GraphQL: status 200, with the data of the other fields. */
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

export type GraphqlErrorType =
  | 'NOT_FOUND'
  | 'FORBIDDEN'
  | 'UNPROCESSABLE'
  | 'STALE_DATA'
  | 'BRANCH_PROTECTION_RULE_VIOLATION'
  | 'MISSING_PAGINATION_BOUNDARIES'
  | 'EXCESSIVE_PAGINATION';

/** For resolvers to throw: their field becomes `null`. */
export function fieldError(type: GraphqlErrorType, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

export function notFoundError(what: string): GraphQLError {
  return fieldError('NOT_FOUND', `Could not resolve to a ${what}.`);
}

export function forbiddenError(): GraphQLError {
  return fieldError('FORBIDDEN', 'Resource not accessible by integration');
}

export interface ShownError {
  readonly type?: string | undefined;
  readonly path?: GraphQLFormattedError['path'] | undefined;
  readonly locations?: GraphQLFormattedError['locations'] | undefined;
  readonly message: string;
}

/** `type` is at the top level, as at GitHub. Rethrows any other error: it is a bug. */
export function viewError(error: GraphQLError): ShownError {
  const { originalError } = error;
  if (originalError !== undefined && !(originalError instanceof GraphQLError)) throw originalError;
  const type = error.extensions['type'];
  return {
    type: typeof type === 'string' ? type : undefined,
    path: error.path,
    locations: error.locations,
    message: error.message,
  };
}
