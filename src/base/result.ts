/** An outcome that is either a value or a refusal. A refusal is data for a caller to act on; a failure is thrown. */
import type { JsonValue } from './json.ts';

/** Why something was refused. Features extend it with fields of their own, such as an HTTP status. */
export interface Refusal<Tag extends string = string> {
  /** For programs: one of a closed list, stable between releases. */
  readonly tag: Tag;
  /** For people: the fault, the value, and what to do. */
  readonly message: string;
  /** The same facts for programs, where there are any. */
  readonly facts?: Readonly<Record<string, JsonValue>> | undefined;
}

export interface Ok<Value> {
  readonly status: 'ok';
  readonly value: Value;
}

export interface Refused<Why extends Refusal = Refusal> {
  readonly status: 'refused';
  readonly refusal: Why;
}

export type Result<Value, Why extends Refusal = Refusal> = Ok<Value> | Refused<Why>;

export function ok<Value>(value: Value): Ok<Value> {
  return { status: 'ok', value };
}

/** `const`, so that a tag keeps its literal type: `refuse({ tag: 'expired', message })`. */
export function refuse<const Why extends Refusal>(refusal: Why): Refused<Why> {
  return { status: 'refused', refusal };
}
