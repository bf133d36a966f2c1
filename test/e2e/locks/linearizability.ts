/**
 * Whether a history could have come from one correct lock service: some order of the operations that keeps to real time
 * and that the model accepts (Wing and Gong's search, with Lowe's memory of configurations, a key at a time).
 */
import { type Operation, showOperation } from './history.ts';
import { initialState, type LockState, stepsFrom, toleranceMs } from './lock-model.ts';

export type Verdict =
  | { readonly status: 'linearizable' }
  /** `stuck`: the longest order that was found ends before these. */
  | {
      readonly status: 'violated';
      readonly key: string;
      readonly placed: number;
      readonly stuck: readonly string[];
    };

interface Configuration {
  readonly state: LockState;
  /** Operations before this index have all been placed. */
  readonly first: number;
  /** Placed ones after it. */
  readonly ahead: readonly number[];
}

function nameOf({ state, first, ahead }: Configuration): string {
  return `${first}|${ahead.join()}|${JSON.stringify(state)}`;
}

function place(
  operations: readonly Operation[],
  from: Configuration,
  index: number,
  state: LockState,
): Configuration {
  const ahead = [...from.ahead, index].sort((one, other) => one - other);
  let { first } = from;
  while (first < operations.length) {
    const { answer, to } = operations[first] as Operation;
    const isOver = answer.kind === 'unknown' && to + toleranceMs < state.at;
    if (ahead[0] === first) ahead.shift();
    else if (!isOver) break;
    first += 1;
  }
  return { state, first, ahead };
}

/** Operations that may come next: called before the earliest answer among those that are left. */
function candidates(operations: readonly Operation[], { first, ahead }: Configuration): number[] {
  const left: number[] = [];
  let deadline = Number.POSITIVE_INFINITY;
  for (let index = first; index < operations.length; index += 1) {
    const operation = operations[index] as Operation;
    if (operation.from > deadline) break;
    if (ahead.includes(index)) continue;
    left.push(index);
    // An unanswered operation does not block others.
    if (operation.answer.kind !== 'unknown') deadline = Math.min(deadline, operation.to);
  }
  return left.filter((index) => (operations[index] as Operation).from <= deadline);
}

function checkKey(key: string, unsorted: readonly Operation[]): Verdict {
  const operations = unsorted.toSorted((one, other) => one.from - other.from);
  const isAnswered = (index: number) => operations[index]?.answer.kind !== 'unknown';
  const seen = new Set<string>();
  const stack: Configuration[] = [{ state: initialState, first: 0, ahead: [] }];
  let best: Configuration | undefined;
  for (let current = stack.pop(); current !== undefined; current = stack.pop()) {
    const next = candidates(operations, current);
    // What was never answered need not have happened.
    if (!next.some(isAnswered)) return { status: 'linearizable' };
    if (best === undefined || current.first + current.ahead.length > best.first + best.ahead.length)
      best = current;
    for (const index of next.toReversed()) {
      for (const state of stepsFrom(current.state, operations[index] as Operation)) {
        const configuration = place(operations, current, index, state);
        const name = nameOf(configuration);
        if (seen.has(name)) continue;
        seen.add(name);
        stack.push(configuration);
      }
    }
  }
  const end = best ?? { state: initialState, first: 0, ahead: [] };
  return {
    status: 'violated',
    key,
    placed: end.first + end.ahead.length,
    stuck: [
      `state: ${JSON.stringify(end.state)}`,
      ...candidates(operations, end).map((index) => showOperation(operations[index] as Operation)),
    ],
  };
}

/** Keys are independent: the first that is violated decides. */
export function checkHistory(history: readonly Operation[]): Verdict {
  for (const [key, operations] of Map.groupBy(history, (operation) => operation.key)) {
    const verdict = checkKey(key, operations);
    if (verdict.status === 'violated') return verdict;
  }
  return { status: 'linearizable' };
}
