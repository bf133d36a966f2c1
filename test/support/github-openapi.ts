/** Holds an answer of the simulator against GitHub's published description of the operation. */
import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';

type Responses = Readonly<Record<string, object | null>>;

interface Description {
  readonly operations: Readonly<Record<string, { readonly address: string; readonly responses: Responses }>>;
  readonly components: Readonly<Record<string, object>>;
}

export interface DescribedAnswer {
  /** GitHub's operationId; other routes are not described and pass. `fault` is an error of no certain operation. */
  readonly route: string;
  readonly status: number;
  readonly body: unknown;
}

/** Problems beyond this number per answer are not listed. */
const MAX_PROBLEMS = 5;

const ajv = new Ajv({ strict: false, allErrors: true });
const compiled = new Map<string, ValidateFunction>();
let description: Description | undefined;

/** Read when the first answer comes, so that tests without a simulator do not pay for it. */
function load(): Description {
  if (description === undefined) {
    const file = new URL('./github-openapi/description.json', import.meta.url);
    description = JSON.parse(readFileSync(file, 'utf8')) as Description;
    ajv.addSchema({ $id: 'github', components: description.components });
  }
  return description;
}

/** Method and path template of an operation, `GET /app`; `undefined` when GitHub describes none of that id. */
export function addressOf(operationId: string): string | undefined {
  return load().operations[operationId]?.address;
}

/** Not every operation lists each error that every operation can give; those have GitHub's common shape. */
function schemaFor(responses: Responses, status: number): object | undefined {
  const schema = responses[String(status)] ?? undefined;
  return schema ?? (status >= 400 ? { $ref: '#/components/basic-error' } : undefined);
}

function validator(route: string, status: number): ValidateFunction | undefined {
  const key = `${route} ${status}`;
  const responses = route === 'fault' ? {} : load().operations[route]?.responses;
  const schema = responses && schemaFor(responses, status);
  if (schema === undefined) return undefined;
  load();
  const text = JSON.stringify(schema).replaceAll('"#/components/', '"github#/components/');
  const validate = compiled.get(key) ?? ajv.compile(JSON.parse(text) as object);
  compiled.set(key, validate);
  return validate;
}

/** What is wrong with an answer, in words; empty when it is as described or when GitHub describes no such operation. */
export function findDeviations({ route, status, body }: DescribedAnswer): string[] {
  const isDescribed = route === 'fault' || route in load().operations;
  if (!isDescribed) return [];
  const validate = validator(route, status);
  if (validate === undefined) return [`${route} ${status}: GitHub's description has no such answer.`];
  // What goes over the wire has no undefined and no dates.
  if (validate(JSON.parse(JSON.stringify(body)))) return [];
  return (validate.errors ?? [])
    .slice(0, MAX_PROBLEMS)
    .map((error) => `${route} ${status}: ${error.instancePath || '/'} ${error.message ?? ''}`);
}
