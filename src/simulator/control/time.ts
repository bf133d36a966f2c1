/** The world's time: shown, and moved ahead. */
import { ActionError } from '../../base/errors.ts';
import { isRecord } from '../../base/text.ts';
import type { World } from '../world/world.ts';

/** Farthest jump, in milliseconds. */
const maxJumpMs = 400 * 24 * 60 * 60 * 1000;

export interface WorldTime {
  /** With milliseconds. */
  readonly now: string;
}

export function showWorldTime(world: World): WorldTime {
  return { now: new Date(world.clock.now()).toISOString() };
}

/** Reads `{"advance": milliseconds}` and jumps. Throws `INPUT_INVALID`. */
export function moveTime(world: World, value: unknown): WorldTime {
  const advance = isRecord(value) ? value['advance'] : undefined;
  if (typeof advance !== 'number' || !Number.isInteger(advance) || advance < 0 || advance > maxJumpMs) {
    throw new ActionError('INPUT_INVALID', `"advance" must be an integer from 0 to ${maxJumpMs}.`);
  }
  world.clock.advance(advance);
  return showWorldTime(world);
}
