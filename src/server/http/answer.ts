/** What a route handler returns: data for the envelope, or a refusal with words for a person. */
import type { JsonValue } from '../../base/json.ts';
import type { ErrorTag } from './error-tags.ts';

export type Answer<Data> =
  | { readonly status: 'ok'; readonly data: Data }
  | { readonly status: 'refused'; readonly refusal: Refusal };

/** A success too long for one envelope, sent as it is made; a stream that breaks off ends the connection, so that no client takes it for whole. */
export interface Streamed {
  readonly status: 'streamed';
  readonly contentType: string;
  readonly chunks: AsyncIterable<string>;
}

export interface Refusal {
  /** HTTP status, 400 or above. */
  readonly httpStatus: number;
  readonly errorTag: ErrorTag;
  /** What happened and what to do, in full sentences: clients show nothing else. */
  readonly errorMessage: string;
  readonly validationErrors?: readonly string[];
  /** The same for programs; the CLI only logs it. */
  readonly context?: Readonly<Record<string, JsonValue>>;
}

export function answer<Data>(data: Data): Answer<Data> {
  return { status: 'ok', data };
}

export function refuse(httpStatus: number, errorTag: ErrorTag, errorMessage: string): Answer<never> {
  return { status: 'refused', refusal: { httpStatus, errorTag, errorMessage } };
}
