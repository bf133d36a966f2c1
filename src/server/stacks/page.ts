/** What the reading routes have in common: how long a page is, and what a glob must be like. */
import { compileStackGlob, type StackGlob } from '../../domain/stacks/stack-glob.ts';
import { type Refusal, refuse } from '../http/answer.ts';

const defaultPage = 100;
const maxPage = 200;

export function readLimit(text: string | undefined): number {
  return Math.min(text === undefined ? defaultPage : Number(text), maxPage);
}

export type GlobReading =
  | { readonly status: 'read'; readonly glob: StackGlob | undefined }
  | { readonly status: 'refused'; readonly refusal: Refusal };

export function readGlob(pattern: string | undefined): GlobReading {
  if (pattern === undefined) return { status: 'read', glob: undefined };
  const compiled = compileStackGlob(pattern);
  if (compiled.status === 'compiled') return { status: 'read', glob: compiled.glob };
  const errorMessage = `\`stack\` is not a glob that the server takes: ${compiled.problem}.`;
  return { status: 'refused', refusal: { httpStatus: 400, errorTag: 'InvalidRequest', errorMessage } };
}

export const badCursor = refuse(400, 'InvalidRequest', '`after` is not the `next` of a page of this list.');
