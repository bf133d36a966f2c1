/** Errors of single fields as GitHub's GraphQL gives them: in an answer with status 200, beside the data of the others. */
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

export type GraphqlErrorType =
  | 'NOT_FOUND'
  | 'FORBIDDEN'
  | 'UNPROCESSABLE'
  | 'STALE_DATA'
  | 'BRANCH_PROTECTION_RULE_VIOLATION'
  | 'MISSING_PAGINATION_BOUNDARIES'
  | 'EXCESSIVE_PAGINATION';

/** To be thrown in a resolver: its field becomes `null`. */
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
  readonly type?: string;
  readonly path?: GraphQLFormattedError['path'];
  readonly locations?: GraphQLFormattedError['locations'];
  readonly message: string;
}

/** `type` is at the top, where GitHub has it. Rethrows what no resolver meant to say: that is a defect. */
export function showError(error: GraphQLError): ShownError {
  const { originalError } = error;
  if (originalError !== undefined && !(originalError instanceof GraphQLError)) throw originalError;
  const type = error.extensions['type'];
  return {
    ...(typeof type === 'string' ? { type } : {}),
    ...(error.path === undefined ? {} : { path: error.path }),
    ...(error.locations === undefined ? {} : { locations: error.locations }),
    message: error.message,
  };
}
