/** Notes during a history what its end does not show: states of checks, and people with write access. */
import { isRecord } from '../../../src/base/text.ts';
import type { SimulatorOptions } from '../../../src/simulator/main.ts';
import type { Evidence, Writer } from './evidence.ts';

type OnJson = NonNullable<SimulatorOptions['onJson']>;
type CheckState = Evidence['checkStates'][number];

const statuses = new Set(['queued', 'in_progress', 'completed']);

/** Answers of GitHub to those who made or changed a check. */
export function watchChecks(now: () => number): {
  readonly checkStates: readonly CheckState[];
  onJson: OnJson;
} {
  const checkStates: CheckState[] = [];
  return {
    checkStates,
    onJson({ route, body }) {
      if (!route.startsWith('checks/') || !isRecord(body)) return;
      const { name, head_sha: sha, status, conclusion } = body;
      if (typeof name !== 'string' || typeof sha !== 'string' || typeof status !== 'string') return;
      if (!statuses.has(status)) return;
      const end = typeof conclusion === 'string' ? conclusion : null;
      checkStates.push({ at: now(), name, head_sha: sha, status, conclusion: end });
    },
  };
}

const writingRoles = new Set(['write', 'maintain', 'admin']);

/** `first`: logins that may write from the beginning. */
export function watchWriters(now: () => number, first: readonly string[]) {
  let writers: readonly Writer[] = first.map((login) => ({
    login,
    from: 0,
    until: Number.POSITIVE_INFINITY,
  }));
  return {
    writers: () => writers,
    /** After a person got a role. */
    note({ login, role }: { readonly login: unknown; readonly role: unknown }): void {
      const at = now();
      const isOpen = (one: Writer) => one.login === login && one.until > at;
      const ended = writers.map((one) => (isOpen(one) ? { ...one, until: at } : one));
      const isWriter = typeof role === 'string' && writingRoles.has(role) && typeof login === 'string';
      writers = isWriter ? [...ended, { login, from: at, until: Number.POSITIVE_INFINITY }] : ended;
    },
  };
}
