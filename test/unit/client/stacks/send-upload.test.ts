/** Any mix of failures on the way of an upload, against a model of what may be sent then. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ActionError } from '../../../../src/base/errors.ts';
import { createSessionKeeper, type Session } from '../../../../src/client/session.ts';
import { cutBatch } from '../../../../src/client/stacks/cut-batch.ts';
import { sendUpload } from '../../../../src/client/stacks/send-upload.ts';

/** How the server takes a request: it may also have kept it and lost the answer, which looks like `lost`. */
type Fate = 'ok' | 'lost' | 'busy' | 'session' | 'refused';

const errors: Readonly<Record<Exclude<Fate, 'ok'>, () => ActionError>> = {
  lost: () => new ActionError('REMOTE_UNREACHABLE', 'reset', { retry: {} }),
  busy: () => new ActionError('REMOTE_REFUSED', 'busy', { retry: { afterMs: 5 } }),
  session: () => new ActionError('DENIED_SESSION', 'ended'),
  refused: () => new ActionError('REMOTE_REFUSED', 'wrong'),
};

interface Sent {
  readonly part: number;
  readonly session: number;
}

/** What must be sent for these fates, and whether it ends well. A refused session is renewed at once, and once more after a wait. */
function predict(
  fates: readonly Fate[],
  parts: number,
): { readonly sent: readonly Sent[]; readonly ok: boolean } {
  const sent: Sent[] = [];
  let [next, session, hasSession, logins] = [0, 0, false, 0];
  const logIn = () => {
    logins += 1;
    [session, hasSession] = [logins, true];
  };
  const request = (part: number): Fate => {
    sent.push({ part, session });
    next += 1;
    return fates[next - 1] ?? 'ok';
  };
  for (let part = 0; part < parts; part += 1) {
    let refusedSessions = 0;
    for (let attempt = 1; ; attempt += 1) {
      if (!hasSession) logIn();
      let fate = request(part);
      if (fate === 'session') {
        logIn();
        fate = request(part);
        if (fate === 'session') {
          hasSession = false;
          refusedSessions += 1;
        }
      }
      if (fate === 'ok') break;
      const isWorthIt = fate === 'session' ? refusedSessions < 2 : fate !== 'refused';
      if (!isWorthIt || attempt === 4) return { sent, ok: false };
    }
  }
  return { sent, ok: true };
}

const fate = fc.constantFrom<Fate>('ok', 'ok', 'lost', 'busy', 'session', 'refused');
/** In bursts, so that every bound is met. */
const course = fc
  .array(fc.tuple(fate, fc.integer({ min: 1, max: 6 })), { maxLength: 8 })
  .map((bursts) => bursts.flatMap(([happens, times]) => Array<Fate>(times).fill(happens)));

test('every part goes in order, the same bytes each time, with the session of the moment, and no more often than agreed', async () => {
  const run = fc.asyncProperty(course, fc.integer({ min: 1, max: 8 }), async (fates, count) => {
    const items = Array.from({ length: count }, (_, index) => ({ index, text: 'x'.repeat(400) }));
    const parts = cutBatch({ head: {}, field: 'stacks', items }, { maxBytes: 700, batchId: 'b' });
    const sent: Sent[] = [];
    const texts = parts.map((part) => part.text());
    let logins = 0;
    const waits: number[] = [];
    const clock = { sleep: async (milliseconds: number) => void waits.push(milliseconds) };
    const random = { fraction: () => 1 };
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    const withSession = createSessionKeeper('ws', {
      requestIdToken: async () => 'token',
      exchangeIdToken: async () => {
        logins += 1;
        return { token: String(logins) };
      },
      maskSecrets: async () => {},
      clock,
      random,
    });
    const send = (json: string) =>
      withSession(async ({ token }: Session) => {
        sent.push({ part: texts.indexOf(json), session: Number(token) });
        const happened = fates[sent.length - 1] ?? 'ok';
        if (happened !== 'ok') throw errors[happened]();
      });
    const result = sendUpload(parts, send, { clock, random, logger }).then(
      () => true,
      () => false,
    );
    const ok = await result;
    expect({ sent, ok }).toEqual(predict(fates, parts.length));
    // Seconds that double, or what the server asked for.
    for (const wait of waits) expect([5, 1_000, 2_000, 4_000]).toContain(wait);
  });
  await fc.assert(run, { numRuns: 300 });
});
