/**
 * Imports every module named in the arguments and prints, as JSON, what any of them did beyond defining things: a file
 * written, a connection or process opened, the environment read, something printed or left running. Run as a child
 * process by `imports.test.ts`; an importing test would only see what its own module loader lets through.
 */
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { pathToFileURL } from 'node:url';

const effects: string[] = [];
/** What our own modules do themselves counts, not what a package does that they import. */
const ownFrame = /\/(?:src|actions)\/[^\s]*\.ts/;

function watch(target: object, names: readonly string[], label: string, ownOnly: boolean): void {
  for (const name of names) {
    const original: unknown = Reflect.get(target, name);
    if (typeof original !== 'function') throw new Error(`${label} has no ${name}`);
    Reflect.set(target, name, function (this: unknown, ...args: unknown[]): unknown {
      if (!ownOnly || calledFromOurs()) effects.push(`${label}.${name}`);
      return Reflect.apply(original, this, args);
    });
  }
}

function calledFromOurs(): boolean {
  const frames = (new Error().stack ?? '')
    .split('\n')
    .filter((line) => !line.includes('import-everything.ts'));
  return ownFrame.test(frames[1] ?? '');
}

watch(fs, ['writeFileSync', 'mkdirSync', 'openSync', 'appendFileSync', 'rmSync', 'readFileSync'], 'fs', true);
watch(fs, ['writeFile', 'mkdir', 'open', 'appendFile', 'createWriteStream'], 'fs', true);
watch(fs.promises, ['writeFile', 'mkdir', 'open', 'appendFile', 'readFile'], 'fs.promises', true);
watch(childProcess, ['spawn', 'spawnSync', 'execFile', 'execFileSync', 'fork'], 'child_process', false);
watch(net.Socket.prototype, ['connect'], 'net.Socket', false);
watch(net.Server.prototype, ['listen'], 'net.Server', false);
watch(globalThis, ['fetch', 'setTimeout', 'setInterval'], 'globalThis', true);
watch(process, ['on', 'once', 'exit'], 'process', true);
syncBuiltinESMExports();
const print = process.stdout.write.bind(process.stdout);
watch(process.stdout, ['write'], 'stdout', false);
watch(process.stderr, ['write'], 'stderr', false);
const environment = process.env;
process.env = new Proxy(environment, {
  get(target, name) {
    if (calledFromOurs()) effects.push(`process.env.${String(name)}`);
    return Reflect.get(target, name) as unknown;
  },
});

const report: Record<string, readonly string[]> = {};
for (const file of process.argv.slice(2)) {
  await import(pathToFileURL(file).href);
  const running = process
    .getActiveResourcesInfo()
    .filter((name) => /Timeout|Socket|Server|Process/.test(name));
  if (effects.length + running.length > 0) report[file] = [...effects.splice(0), ...running];
}
print(`\n${JSON.stringify(report)}`);
process.exit(0);
