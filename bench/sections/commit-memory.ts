/**
 * Memory of a server process that receives several of the largest commits at once: peak resident bytes, as the kernel
 * counts them. The simulator, the clients and their bodies are in other processes.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { maxFileBytes, maxFiles, maxTotalBytes } from '../../src/domain/commits/limits.ts';
import { startSimulator } from '../../src/simulator/main.ts';
import { issueIdToken } from '../../src/simulator/oidc/issue.ts';
import type { Section } from '../section.ts';
import { exchangeIdToken } from '../support/read-data.ts';
import { shippedServer, startShippedServer } from '../support/shipped-server.ts';

const branch = 'feature/x';
const clients = 6;
const limitMb = 1_000;

const contents = Buffer.alloc(maxFileBytes, 'terraform ').toString('base64');

/** The body in chunks: 200 files do not fit into one string. */
function* piecesOf(files: number, folder: string): Generator<string> {
  yield `{"branch":${JSON.stringify(branch)},"commitMessage":"bench","changes":{"deletions":[],"additions":[`;
  for (let index = 0; index < files; index += 1) {
    yield `${index === 0 ? '' : ','}{"path":"${folder}/${index}.bin","contents":"`;
    yield contents;
    yield '"}';
  }
  yield ']}}';
}

function lengthOf(files: number, folder: string): number {
  return [...piecesOf(files, folder)].reduce((sum, piece) => sum + piece.length, 0);
}

/** The status, even if the server answers before it has read the whole body. */
function send(url: string, session: string, files: number, folder: string): Promise<number> {
  return new Promise((resolve) => {
    const headers = {
      authorization: `Bearer ${session}`,
      'content-type': 'application/json',
      'content-length': lengthOf(files, folder),
    };
    const sent = request(`${url}/api/v1/git/commit`, { method: 'POST', headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.once('error', () => resolve(0));
    Readable.from(piecesOf(files, folder)).pipe(sent);
  });
}

export const commitMemory: Section = {
  name: 'commit-memory',
  async measure() {
    const folder = mkdtempSync(join(tmpdir(), 'bench-commit-'));
    const run = {
      repository: 'acme/infra',
      event: 'pull_request',
      ref: 'refs/pull/7/merge',
      head_ref: branch,
    };
    const simulator = await startSimulator({
      seed: {
        accounts: [{ login: 'acme', id: 71 }],
        repositories: [
          {
            name: 'acme/infra',
            id: 1001,
            files: { a: 'a' },
            branches: { [branch]: {} },
            pull_requests: [{ number: 7, head: branch }],
          },
        ],
        apps: [
          { slug: 'our-app', permissions: { contents: 'write', metadata: 'read', pull_requests: 'write' } },
        ],
        installations: [{ app: 'our-app', account: 'acme' }],
        runs: [{ ...run, jobs: [{ name: 'format' }] }],
      },
    });
    const { urls, world } = simulator;
    const [app] = world.apps.values();
    const [job] = world.jobs.values();
    const document = {
      public_url: 'https://atmos-pro.bench',
      listen: { port: 0 },
      database: { path: join(folder, 'bench.db') },
      issuers: [{ issuer: urls.issuer }],
      github: { server_url: urls.server, api_url: urls.api, app_id: app?.id },
      workspaces: [
        {
          id: 'ws_1',
          repositories: [
            { name: 'acme/infra', id: 1001, permissions: [{ permission: 'ws:commits:create' }] },
          ],
        },
      ],
    };
    const server = await startShippedServer(document, { ATMOS_PRO_GITHUB_APP_PRIVATE_KEY: app?.privateKey });
    const { url } = server;
    const highestMb = () => (server.memory() * 1_048_576) / 1_000_000;
    try {
      if (job === undefined) throw new Error('the world has no job');
      const token = await issueIdToken(world, job, { audience: 'atmos-pro.com' });
      const session = await exchangeIdToken(url, token, 'ws_1');
      const rows: Record<string, string | number>[] = [];
      const note = (what: string, statuses: readonly number[]) =>
        rows.push({
          what,
          answers: statuses.join(' '),
          'highest MB so far': Math.round(highestMb()),
        });
      note('started', []);
      note(`${maxFiles} files of 2 MiB`, [await send(url, session, maxFiles, 'f')]);
      const largest = Math.floor(maxTotalBytes / maxFileBytes);
      note('one of the largest', [await send(url, session, largest, 'f')]);
      const sent = Array.from({ length: clients }, (_, client) => send(url, session, largest, `f${client}`));
      note(`${clients} of the largest at once`, await Promise.all(sent));
      return {
        title: 'Memory of the server with the largest commits',
        method: `One ${shippedServer} on SQLite, sent bodies of ${lengthOf(largest, 'f')} bytes; 413 is over the bound, 503 is asked to come back.`,
        rows,
        targets: [
          {
            what: 'resident memory at its highest',
            limit: limitMb,
            measured: highestMb(),
            unit: 'MB',
          },
        ],
      };
    } finally {
      await server.stop();
      await simulator.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
