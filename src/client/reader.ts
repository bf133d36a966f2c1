/** Readers of what a server sent, from the validators that are generated from `src/api/answers.ts`. */
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { findProblems, type GeneratedValidator, type SchemaProblem } from '../schema/problems.ts';

/** The message names the place and the rule, never the value, which might be a token. */
export type Reader<Data> = (value: unknown) => Result<Data, Refusal<'Malformed'>>;

/** `Data` is the type of the schema that `validate` was generated from. The reader removes optional fields that do not fit. */
export function createReader<Data>(validate: GeneratedValidator): Reader<Data> {
  const fits = (value: unknown): value is Data => validate(value);
  return (value) => {
    if (fits(value)) return ok(value);
    const [problem] = findProblems(validate, value);
    return refuse({ tag: 'Malformed', message: problem === undefined ? '' : describePlace(problem) });
  };
}

/** `data.tokens.0.host is invalid`, `data.token is missing` */
function describePlace({ pointer, keyword, property, message }: SchemaProblem): string {
  const place = `data${pointer.replaceAll('/', '.')}`;
  if (keyword === 'required') return `${place}.${property} is missing`;
  return `${place} ${keyword === 'pattern' ? 'is invalid' : message}`;
}
