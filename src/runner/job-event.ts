/** The event that started the job. */
import type { JobEvent } from '../domain/stacks/plan-base.ts';
import { type Environment, readVariable } from './environment.ts';
import { checkEventFile, loadGitHub } from './github.ts';

/** `environment` is that of the process. Throws INPUT_FILE_UNUSABLE when the event's file is not the JSON of an event. */
export async function readJobEvent(environment: Environment): Promise<JobEvent> {
  await checkEventFile(environment);
  const { context } = await loadGitHub(environment);
  return {
    name: context.eventName ?? '',
    payload: context.payload,
    baseRef: readVariable('GITHUB_BASE_REF', environment) ?? '',
  };
}
