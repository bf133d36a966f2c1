/** Reads the bodies of uploads: bounded in sum, hashed, and cut instead of parsed. */
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify';
import { maxChunkBytes, maxItems } from '../../../domain/stacks/limits.ts';
import type { RequestRefusal } from '../../http/answer.ts';
import { createBodyBudget, createBodyHook } from '../../http/body-budget.ts';
import { cutArray } from './cut-array.ts';

/** Most bytes of bodies that are in memory at a time, so that many uploads at once cost what two large ones do. */
const maxBodiesBytes = 2 * maxChunkBytes;
const noRoom: RequestRefusal = {
  httpStatus: 503,
  tag: 'Unavailable',
  message: 'The server is receiving as many uploads as it has memory for. Try again shortly.',
  retryAfterSeconds: 2,
};

declare module 'fastify' {
  interface FastifyRequest {
    upload: UploadBody | undefined;
  }
}

export interface UploadBody {
  /** Of the body, in hex. */
  readonly sha256: string;
  readonly bytes: number;
  readonly count: number;
  /** The list's elements, each read when its turn comes. Throws SyntaxError at one that is not JSON. */
  items(): Iterable<unknown>;
  /** Gives the memory of the body back at once; there are no items after that. */
  release(): void;
}

/** Bodies below it are left to the garbage collector, in bytes; Node keeps small ones together in one piece of memory. */
const minReleasedBytes = 1024 * 1024;

/** The garbage collector sees only a small handle, and would wait until the bodies of many uploads pile up. */
function releaseMemory({ buffer, length }: Buffer): void {
  const isAlone = buffer.byteLength === length;
  if (isAlone && length >= minReleasedBytes && buffer instanceof ArrayBuffer) buffer.transfer(0);
}

function readUpload(body: Buffer, key: string): { readonly head: unknown; readonly upload: UploadBody } {
  if (!isUtf8(body)) throw new SyntaxError('not UTF-8');
  const { head, elements } = cutArray(body, key, maxItems);
  let isReleased = false;
  return {
    head,
    upload: {
      sha256: createHash('sha256').update(body).digest('hex'),
      bytes: body.length,
      count: elements.length,
      *items() {
        for (const [start, end] of elements) {
          if (isReleased) return;
          const item: unknown = JSON.parse(body.toString('utf8', start, end));
          yield item;
        }
      },
      release() {
        isReleased = true;
        releaseMemory(body);
      },
    },
  };
}

/**
 * Routes that `register` adds have bodies whose list `key` is left out of `request.body` and is in `request.upload`. One
 * budget for all of them; 503 with `Retry-After` when there is no room in time.
 */
export function registerUploadScopes(
  app: FastifyInstance,
  scopes: readonly { readonly key: string; register(scope: FastifyInstance): void }[],
): void {
  app.decorateRequest('upload', undefined);

  const takeRoom = createBodyHook({
    budget: createBodyBudget(maxBodiesBytes),
    maxBytes: maxChunkBytes,
    refusal: noRoom,
  });
  for (const { key, register } of scopes) {
    app.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser<Buffer>(
        'application/json',
        { parseAs: 'buffer' },
        async (request: FastifyRequest, body: Buffer) => {
          if (body.length === 0) throw new errorCodes.FST_ERR_CTP_EMPTY_JSON_BODY();
          try {
            const { head, upload } = readUpload(body, key);
            request.upload = upload;
            return head;
          } catch (error) {
            if (error instanceof SyntaxError) throw new errorCodes.FST_ERR_CTP_INVALID_JSON_BODY();
            throw error;
          }
        },
      );
      scope.addHook('preParsing', takeRoom);
      register(scope);
    });
  }
}
