/** The GraphQL endpoint: queries are checked against the schema and run with the caller's token. */

import { execute, GraphQLError, getOperationAST, parse, validate } from 'graphql';
import { isRecord } from '../../base/text.ts';
import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import { readJsonBody } from '../api/body.ts';
import type { ApiCaller } from '../api/caller.ts';
import { checkContentLimit, countContent } from '../api/content-limits.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { json } from '../api/responses.ts';
import { viewError } from '../graphql/errors.ts';
import { mutationRoot } from '../graphql/mutation.ts';
import { queryRoot } from '../graphql/query.ts';
import { gitHubSchema } from '../graphql/schema.ts';

function answerErrors(errors: readonly GraphQLError[]): SimulatorResponse {
  return json(200, { errors: errors.map(viewError) });
}

/** graphql-js takes `null` for a document with a single operation. */
function namedOr(operationName: unknown): string | null {
  return typeof operationName === 'string' ? operationName : null;
}

async function answerQuery(
  api: OperationRequest<Extract<ApiCaller, { kind: 'token' }>>,
): Promise<SimulatorResponse> {
  const body = readJsonBody(api.request);
  if (body.status === 'refused') return body.response;
  const { query, variables, operationName } = body.value;
  if (typeof query !== 'string') {
    return json(200, { errors: [{ message: 'A query attribute must be specified and must be a string.' }] });
  }
  const schema = gitHubSchema();
  let document: ReturnType<typeof parse>;
  try {
    document = parse(query);
  } catch (error) {
    if (error instanceof GraphQLError) return answerErrors([error]);
    throw error;
  }
  const problems = validate(schema, document);
  if (problems.length > 0) return answerErrors(problems);
  const isMutation = getOperationAST(document, namedOr(operationName))?.operation === 'mutation';
  const limited = isMutation ? checkContentLimit(api.world, api.caller) : undefined;
  if (limited !== undefined) return limited;
  const result = await execute({
    schema,
    document,
    rootValue: { ...queryRoot(api), ...mutationRoot(api) },
    variableValues: isRecord(variables) ? variables : {},
    operationName: namedOr(operationName),
  });
  const errors = (result.errors ?? []).map(viewError);
  if (isMutation && errors.length === 0) countContent(api.world, api.caller);
  return json(200, { data: result.data, errors: errors.length === 0 ? undefined : errors });
}

export const graphqlRoutes = [
  apiRoute({
    id: 'graphql',
    surface: 'graphql',
    method: 'POST',
    path: '',
    caller: 'token',
    resource: 'graphql',
    handle: answerQuery,
  }),
];
