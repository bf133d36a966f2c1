/** Reads the Node flags of the container image, and the memory of a process, so that a benchmark measures what runs in production. */
import { readFileSync } from 'node:fs';

/** The image's Node flags. */
export function readImageFlags(): string[] {
  const image = readFileSync(new URL('../../deploy/Dockerfile', import.meta.url), 'utf8');
  const [, entry = '[]'] = /^ENTRYPOINT (.+)$/m.exec(image) ?? [];
  const words: unknown = JSON.parse(entry);
  return Array.isArray(words) ? words.map(String).filter((word) => word.startsWith('--')) : [];
}

/** Highest resident memory of a process so far, in MB. Linux only. */
export function peakMemory({ pid }: { readonly pid?: number | undefined }): number {
  const [, kilobytes = '0'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}
