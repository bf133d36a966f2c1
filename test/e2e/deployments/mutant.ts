/** What a mutant is, and the steps of its histories. */
import type { HistoryEvent } from './history-events.ts';
import type { MutantStep } from './mutant-steps.ts';
import type { SceneOptions } from './scene.ts';

interface Edit {
  /** Below `src`. */
  readonly file: string;
  /** Is in the file once. */
  readonly from: string;
  readonly to: string;
}

export interface Mutant {
  readonly name: string;
  readonly edits: readonly Edit[];
  /** In every history, in this order; anything may come between. */
  readonly steps: readonly MutantStep[];
  readonly scene?: SceneOptions | undefined;
}

export const push = (pull = 1): HistoryEvent => ({ do: 'push', pull });
export const upload = (graph: number, pull = 1): HistoryEvent => ({ do: 'upload', pull, graph });
export const merge = (pull = 1): HistoryEvent => ({ do: 'merge', pull });
export const pass = (seconds: number): HistoryEvent => ({ do: 'pass', seconds });
export const tick = (login: string, pull = 1): HistoryEvent => ({ do: 'tick', pull, login });
export const fails = (components: string): HistoryEvent => ({ do: 'break', components });
export const dispatchRoute = 'actions/create-workflow-dispatch';
/** Nothing is heard of runs until the end. */
export const unheard: HistoryEvent = { do: 'hooks', event: 'workflow_run', mode: 'hold', times: 20 };
export const lost = (route: string, skip = 0): HistoryEvent => ({
  do: 'fault',
  route,
  kind: 'cut-after',
  skip,
});

/** Lists of components in `history.ts`. */
export const [chain, wide, single] = [0, 2, 3];
