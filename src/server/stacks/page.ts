/** Bounds and filters that the reading routes share: the length of a page, and the globs that are valid. */
import { ok } from '../../base/result.ts';
import { compileStackGlob, type StackGlob } from '../../domain/patterns/stack-glob.ts';
import { type Answer, refuseRequest } from '../http/answer.ts';

const defaultPage = 100;
const maxPage = 200;

export function readLimit(text: string | undefined): number {
  return Math.min(text === undefined ? defaultPage : Number(text), maxPage);
}

export function readGlob(pattern: string | undefined): Answer<StackGlob | undefined> {
  if (pattern === undefined) return ok(undefined);
  const compiled = compileStackGlob(pattern);
  return compiled.status === 'compiled'
    ? ok(compiled.glob)
    : refuseRequest(400, 'InvalidRequest', `Invalid glob in \`stack\`: ${compiled.problem}.`);
}

export const badCursor = refuseRequest(
  400,
  'InvalidRequest',
  'Invalid `after`. Send the `next` of a page of this list.',
);
