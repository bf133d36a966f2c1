/** Reads the items of an upload one at a time, and lets other requests have the processor in between. */
import { setImmediate as others } from 'node:timers/promises';
import { errorCodes } from 'fastify';
import { maxItems } from '../../../domain/stacks/limits.ts';
import type { RequestRefusal } from '../../http/answer.ts';
import type { UploadBody } from './upload-body.ts';

/** Longest time at a stretch, in milliseconds. */
const stretchMs = 15;

function refuseItems(problem: string): RequestRefusal {
  return { httpStatus: 400, tag: 'InvalidRequest', message: `Invalid upload: ${problem}.` };
}

/** `take` returns the problem of an item, which ends the reading. */
export async function readItems(
  { items, count }: UploadBody,
  take: (item: unknown) => string | undefined,
): Promise<RequestRefusal | undefined> {
  if (count > maxItems) return tooMany(`more than ${maxItems} items`);
  let began = performance.now();
  try {
    for (const item of items()) {
      const problem = take(item);
      if (problem !== undefined)
        return problem.startsWith('more than ') ? tooMany(problem) : refuseItems(problem);
      if (performance.now() - began < stretchMs) continue;
      await others();
      began = performance.now();
    }
  } catch (error) {
    if (error instanceof SyntaxError) throw new errorCodes.FST_ERR_CTP_INVALID_JSON_BODY();
    throw error;
  }
  return undefined;
}

export function tooMany(problem: string): RequestRefusal {
  const message = `Upload too large: it has ${problem}. Split it into several uploads.`;
  return { httpStatus: 413, tag: 'UploadTooLarge', message };
}
