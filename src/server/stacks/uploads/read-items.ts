/** Reads the items of an upload one at a time, and lets others have the processor in between. */
import { setImmediate as others } from 'node:timers/promises';
import { errorCodes } from 'fastify';
import { maxItems } from '../../../domain/stacks/limits.ts';
import type { Refusal } from '../../http/answer.ts';
import type { UploadBody } from './upload-body.ts';

/** Longest time at a stretch, in milliseconds. */
const stretchMs = 15;

function refuseItems(problem: string): Refusal {
  return { httpStatus: 400, errorTag: 'InvalidRequest', errorMessage: `The upload is invalid: ${problem}.` };
}

/** `take` says what is wrong with an item, and ends the reading with it. */
export async function readItems(
  { items, count }: UploadBody,
  take: (item: unknown) => string | undefined,
): Promise<Refusal | undefined> {
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

export function tooMany(problem: string): Refusal {
  const errorMessage = `The upload has ${problem}, which is more than the server takes in one.`;
  return { httpStatus: 413, errorTag: 'UploadTooLarge', errorMessage };
}
