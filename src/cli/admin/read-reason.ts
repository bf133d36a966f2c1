/** The reason of a command, for the audit log. */
import { ActionError } from '../../base/errors.ts';

/** Throws INPUT_INVALID if there is none. */
export function readReason(reason: string): string {
  if (reason.trim() !== '') return reason;
  throw new ActionError('INPUT_INVALID', '--reason is empty.', {
    hint: 'Write the reason for the audit log.',
  });
}
