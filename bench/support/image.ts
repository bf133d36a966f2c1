/** Reads the Node flags and the environment of the container image, and the memory of a process, so that a benchmark measures what runs in production. */
import { readFileSync } from 'node:fs';

function readImage(): string {
  return readFileSync(new URL('../../deploy/Dockerfile', import.meta.url), 'utf8');
}

/** Environment variables that the image sets. */
export function readImageEnvironment(): Readonly<Record<string, string>> {
  const [, line = ''] = /^ENV (.+)$/m.exec(readImage()) ?? [];
  return Object.fromEntries(line.split(' ').map((pair) => pair.split('=', 2)));
}

/** The image's Node flags. */
export function readImageFlags(): string[] {
  const [, entry = '[]'] = /^ENTRYPOINT (.+)$/m.exec(readImage()) ?? [];
  const words: unknown = JSON.parse(entry);
  return Array.isArray(words) ? words.map(String).filter((word) => word.startsWith('--')) : [];
}

/** Highest resident memory of a process so far, in MiB. Linux only. */
export function peakMemory({ pid }: { readonly pid?: number | undefined }): number {
  const [, kilobytes = '0'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}
