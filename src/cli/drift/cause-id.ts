/** Reads the id of a cause of drift from an option. */
import { ActionError } from '../../base/errors.ts';

/** Throws INPUT_INVALID. */
export function readCauseId(text: string): string {
  if (/^[0-9a-f]{16}$/.test(text)) return text;
  throw new ActionError('INPUT_INVALID', `Invalid id of a cause: ${JSON.stringify(text)}.`, {
    hint: 'Use an id that `atmos-pro drift causes` shows.',
  });
}
