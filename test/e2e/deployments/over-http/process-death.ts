/** Where a process of a server kills itself: at the points of the histories, and around its calls. */
import type { DeathPoint } from '../death.ts';

/** `call`: a call that changes something at GitHub is about to be sent. `answer`: it was answered, and nothing was read of that. */
export const callSteps = ['call', 'answer'] as const;

export type ProcessDeathPoint =
  | DeathPoint
  | {
      readonly step: (typeof callSteps)[number];
      /** How many such calls. */
      readonly after: number;
    };

/** Forgets the point. */
export const spareLine = 'spare';
