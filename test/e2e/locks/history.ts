/** What clients of a lock service saw, in a form that can be judged afterwards. */

export interface Job {
  readonly run: string;
  readonly attempt: number;
  readonly job: string;
  /** The deployment with this name, and not a job; `run` is `''`. */
  readonly deployment?: string;
}

export type Call =
  | {
      readonly kind: 'take';
      readonly by: Job;
      readonly ttlMs: number;
      /** Takes nothing again. */
      readonly renewOnly?: boolean;
      /** A new grant lasts this long at most until its job takes again without this field. */
      readonly confirmMs?: number | undefined;
      /** Of a deployment: runs that it has started by now, whose jobs share its lock. */
      readonly runs?: readonly string[];
    }
  | {
      readonly kind: 'release';
      readonly by: Job;
      /** Releases nothing but the job's own grant that is not confirmed. */
      readonly pendingOnly?: boolean;
    };

/** Times by the service's clock, in milliseconds. `unknown`: no answer came; it may have happened. */
export type Answer =
  | {
      readonly kind: 'granted';
      readonly token: number;
      readonly expiresAt: number;
      readonly freeAt: number;
      /** It has to be confirmed; no unless given. */
      readonly pending?: boolean;
      /** Its times may have lost up to this much, in milliseconds; nothing unless given. */
      readonly lost?: number;
    }
  /** Refused because of the grant `token`. */
  | { readonly kind: 'held'; readonly token: number }
  | { readonly kind: 'released' }
  /** Of a job of a deployment's run: the lock stays the deployment's. */
  | { readonly kind: 'kept' }
  /** The key is free: nothing to release or renew. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' };

export interface Operation {
  readonly key: string;
  readonly call: Call;
  readonly answer: Answer;
  /** When it was called and answered, in milliseconds; without an answer, until when it may have taken effect. */
  readonly from: number;
  readonly to: number;
}

/** One line per operation, for a report. */
export function showOperation({ call, answer, from, to }: Operation): string {
  const { run, attempt, job, deployment } = call.by;
  const started = call.kind === 'take' && call.runs !== undefined ? ` (runs ${call.runs.join(' ')})` : '';
  const who =
    deployment === undefined ? `run ${run}.${attempt} job ${job}` : `deployment ${deployment}${started}`;
  const confirm = call.kind === 'take' && call.confirmMs !== undefined ? ` (confirm ${call.confirmMs})` : '';
  const only =
    call.kind === 'take'
      ? `${call.renewOnly === true ? ' (renewal only)' : ''}${confirm}`
      : call.pendingOnly === true
        ? ' (unconfirmed only)'
        : '';
  const ttl = call.kind === 'take' ? ` for ${call.ttlMs} ms${only}` : only;
  return `${from.toFixed(1)}–${to.toFixed(1)} ${who}: ${call.kind}${ttl} → ${JSON.stringify(answer)}`;
}
