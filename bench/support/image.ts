/** Reads the Node flags and the environment of the container image, and the memory of a process, so that a benchmark measures what runs in production. */
import { readFileSync } from 'node:fs';

function readImage(): string {
  return readFileSync(new URL('../../deploy/Dockerfile', import.meta.url), 'utf8');
}

/** This environment with what the image adds to it. */
export function readImageEnvironment(): NodeJS.ProcessEnv {
  const [, line = ''] = /^ENV (.+)$/m.exec(readImage()) ?? [];
  const added = line.split(' ').map((pair) => pair.split('=', 2));
  return { ...process.env, ...Object.fromEntries(added) };
}

/** The image's Node flags. */
export function readImageFlags(): string[] {
  const [, entry = '[]'] = /^ENTRYPOINT (.+)$/m.exec(readImage()) ?? [];
  const words: unknown = JSON.parse(entry);
  return Array.isArray(words) ? words.map(String).filter((word) => word.startsWith('--')) : [];
}

/** Highest resident memory of a process so far, in MB. Linux only. */
export function peakMemory({ pid }: { readonly pid?: number | undefined }): number {
  const [, kilobytes = '0'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}
