import { describe, expect, test } from '@jest/globals';
import { ActionError } from '../../../../src/base/errors.ts';
import { createSessionKeeper, type LogInPorts } from '../../../../src/client/session.ts';
import { type AcquireTokensPorts, acquireTokens } from '../../../../src/client/sts/acquire-tokens.ts';

const answer = { tokens: [{ host: 'github.com', owner: 'acme', token: 'ghs_1' }], excluded: [] };
const transient = (afterMs?: number) =>
  new ActionError('REMOTE_REFUSED', 'busy', { retry: afterMs === undefined ? {} : { afterMs } });

/** Servers that fail as scripted, call by call; records the order of everything. */
function scriptedPorts(failures: { exchange?: (Error | undefined)[]; mint?: (Error | undefined)[] } = {}) {
  const events: string[] = [];
  let issued = 0;
  const take = (list: (Error | undefined)[] | undefined) => {
    const failure = list?.shift();
    if (failure !== undefined) throw failure;
  };
  const peers: LogInPorts & Pick<AcquireTokensPorts, 'mintTokens'> = {
    async requestIdToken() {
      issued += 1;
      return `id-${issued}`;
    },
    async exchangeIdToken({ token }) {
      events.push(`exchange ${token}`);
      take(failures.exchange);
      return { token: `session-${token}` };
    },
    async mintTokens({ token }) {
      events.push(`mint ${token}`);
      take(failures.mint);
      return answer;
    },
    async maskSecrets(secrets) {
      events.push(`mask ${secrets.join()}`);
    },
    clock: {
      async sleep(milliseconds) {
        events.push(`sleep ${milliseconds}`);
      },
    },
    random: { fraction: () => 1 },
  };
  return { events, ports: { ...peers, withSession: createSessionKeeper('ws', peers) } };
}
const request = { policyName: 'default' };

describe('acquiring tokens', () => {
  test('masks each secret before the next use of it', async () => {
    const { events, ports } = scriptedPorts();
    expect(await acquireTokens(request, ports)).toBe(answer);
    expect(events).toEqual([
      'mask id-1',
      'exchange id-1',
      'mask session-id-1',
      'mint session-id-1',
      'mask ghs_1',
    ]);
  });

  test.each([
    {
      name: 'backs off, doubling',
      failures: [transient(), transient()],
      sleeps: ['sleep 500', 'sleep 1000'],
    },
    { name: 'obeys the wait that the server asks for', failures: [transient(7000)], sleeps: ['sleep 7000'] },
    {
      name: 'but not for longer than half a minute',
      failures: [transient(3_600_000)],
      sleeps: ['sleep 30000'],
    },
  ])('$name, each time with a new ID token', async ({ failures, sleeps }) => {
    const { events, ports } = scriptedPorts({ exchange: [...failures] });
    await acquireTokens(request, ports);
    expect(events.filter((event) => event.startsWith('sleep'))).toEqual(sleeps);
    const exchanges = events.filter((event) => event.startsWith('exchange'));
    expect(new Set(exchanges).size).toBe(failures.length + 1);
  });

  test.each([
    { name: 'a denial', failure: new ActionError('DENIED_EXCHANGE', 'no'), tries: 1 },
    { name: 'a bug', failure: new TypeError('x'), tries: 1 },
    { name: 'what passes', failure: transient(), tries: 3 },
  ])('gives up on $name after $tries', async ({ failure, tries }) => {
    const { events, ports } = scriptedPorts({ exchange: [failure, failure, failure, failure] });
    await expect(acquireTokens(request, ports)).rejects.toBe(failure);
    expect(events.filter((event) => event.startsWith('exchange'))).toHaveLength(tries);
    expect(events.at(-1)).not.toMatch(/^sleep/);
  });

  test('replaces a refused session once', async () => {
    const refused = new ActionError('DENIED_SESSION', 'no');
    const { events, ports } = scriptedPorts({ mint: [refused, refused] });
    await expect(acquireTokens(request, ports)).rejects.toBe(refused);
    expect(events.filter((event) => event.startsWith('mint'))).toEqual([
      'mint session-id-1',
      'mint session-id-2',
    ]);
  });
});
