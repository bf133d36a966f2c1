/** The operations that an OpenAPI document describes, as the fuzzer needs them: whatever the server adds is found by itself. */

/** A JSON Schema, as far as the generator reads it. */
export type Schema = Readonly<Record<string, unknown>>;

export interface Parameter {
  readonly name: string;
  readonly place: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Schema;
}

export interface Operation {
  readonly method: string;
  /** With `{parameters}` in it. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Absent: the operation takes no body. */
  readonly body?: Schema;
  /** Content types and schemas by status, as text. */
  readonly responses: ReadonlyMap<string, ReadonlyMap<string, Schema>>;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path of keys; an empty object where there is none. */
function at(value: unknown, ...keys: readonly string[]): Schema {
  const found = keys.reduce<unknown>((inner, key) => (isSchema(inner) ? inner[key] : undefined), value);
  return isSchema(found) ? found : {};
}

function readParameters(description: Schema): Parameter[] {
  const parameters = Array.isArray(description['parameters']) ? description['parameters'] : [];
  return parameters.filter(isSchema).map((parameter) => ({
    name: String(parameter['name']),
    place: parameter['in'] as Parameter['place'],
    required: parameter['required'] === true,
    schema: at(parameter, 'schema'),
  }));
}

function readResponses(description: Schema): Operation['responses'] {
  const responses = Object.entries(at(description, 'responses'));
  return new Map(
    responses.map(([status, response]) => [
      status,
      new Map(
        Object.entries(at(response, 'content')).map(([type, content]) => [type, at(content, 'schema')]),
      ),
    ]),
  );
}

function readOperation(method: string, path: string, description: Schema): Operation {
  const [body] = Object.values(at(description, 'requestBody', 'content'));
  return {
    method: method.toUpperCase(),
    path,
    parameters: readParameters(description),
    ...(body === undefined ? {} : { body: at(body, 'schema') }),
    responses: readResponses(description),
  };
}

/** In the order of the document. */
export function readOperations(document: unknown): Operation[] {
  return Object.entries(at(document, 'paths')).flatMap(([path, methods]) =>
    Object.entries(at(methods)).map(([method, description]) => readOperation(method, path, at(description))),
  );
}
