/**
 * Servers that are wrong on purpose, each in one thing: the histories must catch every one of them. A mutant is an edit of the
 * source, made while a process of its own loads it (`load-mutant.ts`); its profile makes histories in which the fault matters.
 */
import { batchMutants } from './batch-mutants.ts';
import { intakeMutants } from './intake-mutants.ts';
import { lockMutants } from './lock-mutants.ts';
import type { Mutant } from './mutant.ts';
import { orderMutants } from './order-mutants.ts';
import { reviewMutants } from './review-mutants.ts';

export const mutants: readonly Mutant[] = [
  ...orderMutants,
  ...batchMutants,
  ...intakeMutants,
  ...lockMutants,
  ...reviewMutants,
];
