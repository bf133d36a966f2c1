/** Reads what steps of a job and the heartbeat keep for each other. Other programs of the job can change it, so it is checked. */
import { ActionError, type ErrorCode } from '../base/errors.ts';
import type { JobStateDocument } from '../schema/generated/job-state.cjs';

export type JobState = { readonly [Kind in keyof JobStateDocument]-?: NonNullable<JobStateDocument[Kind]> };

function isValid<Kind extends keyof JobState>(
  entry: { readonly [name: string]: unknown },
  kind: Kind,
  validate: (data: unknown) => boolean,
): entry is { readonly [name in Kind]: JobState[Kind] } {
  return entry[kind] !== undefined && validate(entry);
}

/** `value` as state of the given kind. Throws an error with `code` if it is something else; `source` names where it was found. */
export async function readJobState<Kind extends keyof JobState>(
  kind: Kind,
  value: unknown,
  { source, code }: { readonly source: string; readonly code: ErrorCode },
): Promise<JobState[Kind]> {
  const { validateJobState } = await import('../schema/generated/job-state.cjs');
  const entry = { [kind]: value };
  if (isValid(entry, kind, validateJobState)) return entry[kind];
  throw new ActionError(code, `${source} is malformed.`);
}

/** State that the main step saved for the post step. Throws INTERNAL if it cannot be read. */
export async function parseSavedState<Kind extends keyof JobState>(
  kind: Kind,
  text: string,
): Promise<JobState[Kind]> {
  const problem = { source: `The saved state "${kind}"`, code: 'INTERNAL' } as const;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The text of the parser would quote the state, which may contain a token.
    throw new ActionError(problem.code, `${problem.source} is not JSON.`);
  }
  return readJobState(kind, value, problem);
}
