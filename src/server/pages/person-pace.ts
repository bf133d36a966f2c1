/** How often a person may open pages and send forms: a page can ask GitHub, and reads the database. In this process alone. */
import type { Clock } from '../../base/ports.ts';
import type { RequestRefusal } from '../http/answer.ts';
import { createRateLimit } from '../http/rate-limit.ts';
import type { WebPerson } from '../people/index.ts';

/** Pages a minute, also those that update themselves: each of five that are open may do so once a second. */
export const maxPagesPerMinute = 600;
/** Forms a minute. */
export const maxFormsPerMinute = 60;

export interface PersonPace {
  /** `undefined`: the person may. */
  take(person: Pick<WebPerson, 'id'>, isAct: boolean): RequestRefusal | undefined;
}

export function createPersonPace(clock: Pick<Clock, 'now'>): PersonPace {
  const pages = createRateLimit(maxPagesPerMinute, clock);
  const forms = createRateLimit(maxFormsPerMinute, clock);
  return {
    take({ id }, isAct) {
      const taken = (isAct ? forms : pages).take(id);
      if (taken.status === 'taken') return undefined;
      const retryAfterSeconds = Math.ceil(taken.afterMs / 1_000);
      const what = isAct ? `${maxFormsPerMinute} forms` : `${maxPagesPerMinute} pages`;
      const message = `You exceeded the limit of ${what} a minute. Try again in ${retryAfterSeconds} s.${isAct ? ' Nothing was changed.' : ''}`;
      return { httpStatus: 429, tag: 'RateLimited', message, retryAfterSeconds };
    },
  };
}
