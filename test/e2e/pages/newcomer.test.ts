/**
 * The first minutes of a newcomer with only the README and the docs: from a clone to a token through a server of their own. Each block is
 * run as it stands, in the terminal that the page names, but for the port of the server. The end of the walk prints how long it took.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findFreePort } from '../../support/free-port.ts';
import { blocksOf, blockWith } from '../../support/page-blocks.ts';
import { patience } from '../../support/patience.ts';
import { projectFiles, readProjectFile, root } from '../../support/source-files.ts';
import { until } from '../../support/until.ts';

const page = 'docs/self-hosting.md';
/** The promise of the tutorial, in minutes. */
const promised = 15;
/** An installation without a cache takes minutes; in milliseconds. */
const timeout = patience(180_000);
const begin = Date.now();

/** A folder of the project and not a temporary one, which may be in memory: an installation has half a gigabyte. */
let clone: string;
let port: number;
let examples: string[];
const terminals: Terminal[] = [];
/** The reader's, without what npm tells the programs that it starts. */
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));

interface Terminal {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number>;
}

/** What a reader types into a new terminal in the checkout. */
function open(script: string): Terminal {
  const child = spawn('bash', ['--norc', '-euo', 'pipefail', '-c', script.replaceAll('8080', String(port))], {
    cwd: clone,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, as a terminal has it, so that Ctrl-C reaches everything in it.
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const ended = once(child, 'close').then(([code]) => Number(code));
  const terminal = { child, output: () => output, ended };
  terminals.push(terminal);
  return terminal;
}

async function type(script: string): Promise<string> {
  const { ended, output } = open(script);
  expect({ code: await ended, output: output() }).toEqual({ code: 0, output: expect.any(String) });
  return output();
}

async function pressControlC({ child, ended }: Terminal): Promise<void> {
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
    process.kill(-child.pid, 'SIGINT');
  await ended;
}

beforeAll(async () => {
  mkdirSync(join(root, 'build'), { recursive: true });
  clone = mkdtempSync(join(root, 'build/newcomer-'));
  port = await findFreePort();
  for (const file of projectFiles()) {
    mkdirSync(dirname(join(clone, file)), { recursive: true });
    cpSync(join(root, file), join(clone, file));
  }
  const config = join(clone, 'examples/atmos-pro.yaml');
  const text = readFileSync(config, 'utf8').replace('8080', String(port));
  writeFileSync(config, `${text}listen: { port: ${port} }\n`);
  examples = readdirSync(dirname(config)).sort();
}, timeout);
afterAll(async () => {
  for (const terminal of terminals.toReversed()) await pressControlC(terminal);
  rmSync(clone, { recursive: true, force: true });
}, timeout);

test('the README leads to the tutorial, which begins with what it needs', () => {
  expect(readProjectFile('README.md')).toContain('(docs/self-hosting.md#run-a-server-on-your-machine)');
  expect(readProjectFile(page)).toContain(`takes about ${promised} minutes`);
});

test(
  'from a clone to a token through their own server',
  async () => {
    const [install = '', simulate = ''] = blockWith(page, 'simulate --world').split('\n');
    expect(install).toBe('npm install');
    const installing = open(install);
    // Without a registry, the packages above this folder are found, as Node looks for them.
    if ((await installing.ended) !== 0)
      expect(installing.output()).toMatch(/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT/);
    const installed = Date.now();

    const simulator = open(simulate);
    await until(() => simulator.output().includes('# ready'));
    const server = open(blockWith(page, '-- serve --config'));
    await until(() => server.output().includes('serving'));

    const job = blockWith(page, 'simulate run-step');
    const said = await type(job);
    expect(said).toContain('Granted by acme: acme/terraform-modules');
    expect(said).toMatch(/acme on github\.com is revoked/);
    expect(said).not.toMatch(/ghs_\w/);
    expect(await type(blockWith(page, '-- audit --config'))).toMatch(
      /allowed token\.mint acme\/infra [\s\S]*acme\/terraform-modules: granted/,
    );
    const minutes = (Date.now() - begin) / 60_000;
    expect(minutes).toBeLessThan(promised);

    const refused = open(job.replace('sources=acme/terraform-modules', 'sources=stranger/app'));
    expect(await refused.ended).not.toBe(0);
    expect(refused.output()).toMatch(/stranger\/app/);
    const stranger = open(job.replace('--job deploy', '--job stranger'));
    expect(await stranger.ended).not.toBe(0);
    expect(stranger.output()).toMatch(/polic/);

    for (const each of [server, simulator]) await pressControlC(each);
    await type(blockWith(page, 'rm -f simulator.sh'));
    expect(readdirSync(join(clone, 'examples')).sort()).toEqual(examples);
    expect(existsSync(join(clone, 'simulator.sh'))).toBe(false);
    process.stdout.write(
      `newcomer: a token after ${minutes.toFixed(1)} min, ${((installed - begin) / 60_000).toFixed(1)} min of them npm install\n`,
    );
  },
  timeout,
);

test('every block of this half of the tutorial is run above', () => {
  const blocks = blocksOf(page, 'sh').filter((text) => !text.startsWith('atmos-pro '));
  const ran = [
    'simulate --world',
    '-- serve --config',
    'simulate run-step',
    '-- audit --config',
    'rm -f simulator.sh',
  ];
  expect(blocks.filter((text) => !ran.some((words) => text.includes(words)))).toEqual([]);
  expect(blocks).toHaveLength(ran.length);
});
