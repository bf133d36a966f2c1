/** The result of a route handler: data for the envelope, or a refusal with a message for a person. */
import { type Refusal, type Refused, type Result, refuse } from '../../base/result.ts';
import type { ErrorTag } from './error-tags.ts';

/** `facts` becomes `context` on the wire; the CLI only logs it. `message` is all that clients show. */
export interface RequestRefusal extends Refusal<ErrorTag> {
  /** HTTP status, 400 or above. */
  readonly httpStatus: number;
  readonly validationErrors?: readonly string[] | undefined;
  /** Sent as `Retry-After`. */
  readonly retryAfterSeconds?: number | undefined;
}

export type Answer<Data> = Result<Data, RequestRefusal>;
export type RefusedAnswer = Refused<RequestRefusal>;

/** A success too long for one envelope, sent as it is produced. A stream that fails closes the connection, so clients notice. */
export interface Streamed {
  readonly status: 'streamed';
  readonly contentType: string;
  readonly chunks: AsyncIterable<string>;
}

export function refuseRequest(httpStatus: number, tag: ErrorTag, message: string): RefusedAnswer {
  return refuse<RequestRefusal>({ httpStatus, tag, message });
}

/** Data of an answer as handlers build it: an optional field may be `undefined`, which JSON leaves out. */
export type Shown<Data> = {
  readonly [Field in keyof Data]: Record<never, never> extends Pick<Data, Field>
    ? Data[Field] | undefined
    : Data[Field];
};
