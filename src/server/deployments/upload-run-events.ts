/** Notes the ends of runs that upload, before the event goes to the part that follows runs. */
import { isRecord } from '../../base/text.ts';
import type { Dialect } from '../database/dialect.ts';
import { hastenDeadline } from './deadlines.ts';
import type { DeliveredEvent, PrepareDelivery } from './seams.ts';

interface EndedRun {
  readonly headSha: string;
  /** File name. */
  readonly file: string;
  /** That started it. */
  readonly event: string;
}

function readEndedRun({ action, payload }: DeliveredEvent): EndedRun | undefined {
  const run = payload['workflow_run'];
  if (action !== 'completed' || !isRecord(run)) return undefined;
  const { head_sha: headSha, path, event } = run;
  if (typeof headSha !== 'string' || typeof path !== 'string' || typeof event !== 'string') return undefined;
  return { headSha, event, file: path.replace(/@.*$/s, '').replace(/^.*\//s, '') };
}

export function createUploadRunEvents({
  dialect,
  next,
}: {
  readonly dialect: Dialect;
  readonly next: PrepareDelivery;
}): PrepareDelivery {
  return async (event, repository, signal) => {
    const ended = readEndedRun(event);
    const apply = await next(event, repository, signal);
    return async (trx) => {
      if (ended !== undefined)
        await hastenDeadline(trx, { repositoryId: repository.repositoryId, ...ended }, { dialect });
      return apply(trx);
    };
  };
}
