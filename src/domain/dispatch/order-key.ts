/** The natural key of an order: equal for what must be started once, different for everything else. */
import { createHash } from 'node:crypto';
import { type Activity, type BatchSubject, nameSubject } from './activities.ts';

export interface OrderIdentity {
  /** GitHub's immutable id. */
  readonly repositoryId: string;
  /** Head of the pull request, group or branch; the commit of a release. */
  readonly headSha: string;
  readonly activity: Activity;
  readonly subject: BatchSubject;
  readonly stack: string;
  readonly component: string;
  /** File name. */
  readonly workflow: string;
  /** From 1. Grows by an explicit retry, and when an earlier head becomes the head again. */
  readonly attempt: number;
}

/** 64 hexadecimal digits: names may be longer than an index takes. */
export function orderKey(order: OrderIdentity): string {
  const { repositoryId, headSha, activity, subject, stack, component, workflow, attempt } = order;
  const parts = [
    repositoryId,
    headSha,
    activity.event,
    activity.activity,
    nameSubject(subject),
    stack,
    component,
    workflow,
    attempt,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** In text that people may write, such as the title of a run: `dep_` and 26 characters of Crockford's base 32. */
const correlationPattern = /dep_[0-9a-hjkmnp-tv-z]{26}(?![0-9a-z])/g;

export function isCorrelation(text: string): boolean {
  return new RegExp(`^${correlationPattern.source}$`).test(text);
}

/** The different correlations that a text has. */
export function findCorrelations(text: string): readonly string[] {
  return [...new Set(text.match(correlationPattern) ?? [])];
}

/** `random`: 16 bytes of randomness. The same text in every attempt to send one order. */
export function toCorrelation(random: Uint8Array): string {
  let value = BigInt(`0x${Buffer.from(random.subarray(0, 16)).toString('hex').padStart(32, '0')}`);
  let text = '';
  for (let digit = 0; digit < 26; digit += 1) {
    text = `${'0123456789abcdefghjkmnpqrstvwxyz'[Number(value % 32n)]}${text}`;
    value /= 32n;
  }
  return `dep_${text}`;
}
