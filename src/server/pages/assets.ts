/** The files that pages load: read once and compressed when they are first asked for, under a name with their hash, so that browsers keep them forever. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { path } from '../../web/html.ts';
import type { AssetPaths } from '../../web/layout.ts';
import { bestEncoding, type Encoding } from './compress.ts';

interface Asset {
  readonly name: string;
  readonly type: string;
  readonly bytes: (encoding: Encoding) => Buffer;
}

const own = new URL('../../web/assets/', import.meta.url);
const hashLength = 12;
const yearSeconds = 31_536_000;

const compressors: Readonly<Record<Encoding, (content: Buffer) => Buffer>> = {
  identity: (content) => content,
  gzip: (content) => gzipSync(content, { level: 9 }),
  br: brotliCompressSync,
};

function readAsset(source: URL, stem: string, type: string): Asset {
  const identity = readFileSync(source);
  const hash = createHash('sha256').update(identity).digest('hex').slice(0, hashLength);
  const ending = source.pathname.slice(source.pathname.lastIndexOf('.'));
  const compressed = new Map<Encoding, Buffer>([['identity', identity]]);
  const bytes = (encoding: Encoding) => {
    const known = compressed.get(encoding) ?? compressors[encoding](identity);
    compressed.set(encoding, known);
    return known;
  };
  return { name: `${stem}-${hash}${ending}`, type, bytes };
}

const script = 'text/javascript; charset=utf-8';

export interface Assets {
  readonly paths: AssetPaths;
  register(app: FastifyInstance): void;
}

/** Reads the files, so that one that is missing is noticed at the start. */
export function readAssets(): Assets {
  const css = readAsset(new URL('app.css', own), 'app', 'text/css; charset=utf-8');
  const icon = readAsset(new URL('icon.svg', own), 'icon', 'image/svg+xml');
  // A classic script that the package has minified.
  const morph = readAsset(new URL(import.meta.resolve('idiomorph/dist/idiomorph.min.js')), 'morph', script);
  const live = readAsset(new URL('live.js', own), 'live', script);
  const all = [css, icon, morph, live];
  const hrefOf = ({ name }: Asset) => path`/assets/${name}`;
  return {
    paths: { css: hrefOf(css), icon: hrefOf(icon), scripts: [hrefOf(morph), hrefOf(live)] },
    register(app) {
      for (const { name, type, bytes } of all) {
        app.get(`/assets/${name}`, {
          logLevel: 'warn',
          schema: { hide: true },
          handler: async (request, reply) => {
            const encoding = bestEncoding(request.headers['accept-encoding'], ['br', 'gzip']);
            if (encoding !== 'identity') reply.header('content-encoding', encoding);
            return reply
              .headers({
                'cache-control': `public, max-age=${yearSeconds}, immutable`,
                vary: 'accept-encoding',
              })
              .type(type)
              .send(bytes(encoding));
          },
        });
      }
    },
  };
}
