/** The event that started the job. */
import { readFile, stat } from 'node:fs/promises';
import { ActionError } from '../base/errors.ts';
import type { JobEvent } from '../domain/stacks/plan-base.ts';
import { type Environment, readVariable } from './environment.ts';

/** GitHub sends no larger event, in bytes. */
const maxEventBytes = 26_214_400;

function unusable(path: string, cause?: unknown): ActionError {
  return new ActionError('INPUT_FILE_UNUSABLE', `The event of the job cannot be read from ${path}.`, {
    hint: 'The runner sets GITHUB_EVENT_PATH; look for a step that overwrites it.',
    cause,
  });
}

/** Throws INPUT_FILE_UNUSABLE when the file is there and is not the JSON of an event. */
export async function readJobEvent(environment: Environment): Promise<JobEvent> {
  const name = readVariable('GITHUB_EVENT_NAME', environment) ?? '';
  const baseRef = readVariable('GITHUB_BASE_REF', environment) ?? '';
  const path = readVariable('GITHUB_EVENT_PATH', environment);
  if (path === undefined) return { name, payload: {}, baseRef };
  let payload: unknown;
  try {
    if ((await stat(path)).size > maxEventBytes) throw new Error(`larger than ${maxEventBytes} bytes`);
    payload = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw unusable(path, cause);
  }
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) throw unusable(path);
  return { name, payload: payload as JobEvent['payload'], baseRef };
}
