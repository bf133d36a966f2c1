/** Sends HTML: compressed, never stored, and under a content security policy that allows nothing but files of this server. */
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { type PageContent, type PageFrame, renderDocument } from '../../web/layout.ts';
import type { Streamed } from '../http/answer.ts';
import { compressText } from './compress.ts';

const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types atmos',
].join('; ');

/** `same-origin`, not `no-referrer`: with that browsers send forms to ourselves with `Origin: null`. */
const pageHeaders = {
  'content-security-policy': contentPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
  vary: 'accept-encoding, cookie',
} as const;

export async function sendPage(
  reply: FastifyReply,
  content: PageContent,
  { status = 200, ...frame }: PageFrame & { readonly status?: number | undefined },
): Promise<FastifyReply> {
  const text = renderDocument(content, frame);
  const { encoding, body } = await compressText(text, reply.request.headers['accept-encoding']);
  if (encoding !== 'identity') reply.header('content-encoding', encoding);
  return reply.code(status).headers(pageHeaders).type('text/html; charset=utf-8').send(body);
}

/** `fileName`: what the browser saves it as. */
export function sendDownload(
  reply: FastifyReply,
  { contentType, chunks }: Streamed,
  fileName: string,
): FastifyReply {
  return reply
    .headers({
      ...{ 'content-disposition': `attachment; filename="${fileName}"`, 'cache-control': 'no-store' },
      ...{ 'content-security-policy': "default-src 'none'", vary: 'cookie' },
    })
    .type(contentType)
    .send(Readable.from(chunks, { objectMode: false }));
}

/** After a form, and to the sign-in: the browser asks for `location` with GET. */
export function sendSeeOther(reply: FastifyReply, location: string): FastifyReply {
  return reply.code(303).headers({ location, 'cache-control': 'no-store' }).send();
}
