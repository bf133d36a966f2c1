/** The proof in short, and that it detects lost acknowledged writes, a token spent twice, and a wrong lock. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { migrateDatabase } from '../../../src/server/database/migrate.ts';
import { openDatabase } from '../../../src/server/database/open.ts';
import { patience } from '../../support/patience.ts';
import { createStore, type Store } from '../../support/store.ts';
import { createTestDatabase, describePostgres, type TestDatabase } from '../../support/stores.ts';
import { judge } from './judge.ts';
import type { LoadRecord, LockCall } from './load.ts';
import { runReplicas } from './run-replicas.ts';
import { holderOf } from './world.ts';

describePostgres('three replicas of which one is killed', () => {
  test(
    'lose nothing, spend no token twice, commit once and hold every lock once',
    async () => {
      const result = await runReplicas({ seed: 7, milliseconds: 2_500, isDurable: false });
      expect(result).toMatchObject({ lost: [], doubleCommits: [], doubleSpent: 0, lockViolations: [] });
      expect(result.audit).toBe('intact');
      expect(result.kills).toBeGreaterThan(0);
      // Whether each got its share depends on the machine; that more than one did does not.
      expect(result.served.filter((count) => count > 0).length).toBeGreaterThan(1);
      expect(Math.min(...Object.values(result.acknowledged))).toBeGreaterThan(0);
    },
    patience(90_000),
  );
});

describe('the judge of replicas', () => {
  let database: TestDatabase;
  let store: Store;
  beforeAll(async () => {
    database = await createTestDatabase('sqlite');
    const opened = openDatabase(database.config);
    await migrateDatabase(opened.db, opened.dialect);
    store = createStore(opened);
    for (const event of ['session.exchange', 'token.mint', 'lock.created'] as const) {
      const details = event === 'lock.created' ? { lock: { id: 'grant-1', token: 1 } } : {};
      await store.audit.append({ event, outcome: 'allowed', traceId: `known ${event}`, details });
    }
    for (const headSha of ['half', 'twice', 'twice']) {
      const details = { headSha, affected: 5 };
      await store.audit.append({
        event: 'affected-stacks.upload',
        outcome: 'allowed',
        traceId: headSha,
        details,
      });
    }
    await store.audit.append({
      event: 'session.exchange',
      outcome: 'denied',
      traceId: 'denied',
      details: {},
    });
  });
  afterAll(async () => {
    await store?.close();
    await database?.dispose();
  });

  const nothing: LoadRecord = {
    exchanges: [],
    mints: [],
    lockTraces: [],
    lockCalls: [],
    uploads: { sets: [], reports: [], unanswered: 0 },
    commits: { made: [], unanswered: 0 },
    unanswered: 0,
  };
  const history = new Map([
    ['once', ['c1']],
    ['twice', ['c2', 'c3']],
  ]);
  const commits = (message: string, sha: string) => ({
    commits: { made: [{ message, sha }], unanswered: 0 },
  });
  const uploads = (headSha: string, items: number) => ({
    uploads: { sets: [{ headSha, items }], reports: [], unanswered: 0 },
  });
  const taken = (from: number, token: number, name: string): LockCall => ({
    key: 'k',
    call: { kind: 'take', by: holderOf(name), ttlMs: 1_000 },
    answer: { kind: 'granted', token, expiresAt: from + 1_000, freeAt: from + 1_000 },
    from,
    to: from + 1,
  });
  const refused = (from: number, lockId: string): LockCall => ({
    ...taken(from, 0, 'a-1'),
    answer: { kind: 'held', lockId },
  });

  test('is content with what is on record', async () => {
    const record: LoadRecord = {
      ...nothing,
      exchanges: [['known session.exchange'], []],
      mints: ['known token.mint'],
      lockTraces: ['known lock.created'],
      lockCalls: [taken(10, 1, 'a-0'), refused(20, 'grant-1')],
      ...commits('once', 'c1'),
    };
    const judgement = await judge(record, store, new Map([['once', ['c1']]]));
    expect(judgement).toMatchObject({ lost: [], doubleCommits: [], doubleSpent: 0, lockViolations: [] });
  });

  test.each<[string, Partial<LoadRecord>, object]>([
    ['a session that is not on record', { exchanges: [['gone']] }, { lost: ['session.exchange gone'] }],
    [
      'a session that is on record as refused',
      { exchanges: [['denied']] },
      { lost: ['session.exchange denied'] },
    ],
    ['tokens that are not on record', { mints: ['gone'] }, { lost: ['token.mint gone'] }],
    ['a set that does not exist', uploads('gone', 5), { lost: ['affected set gone of 5: missing'] }],
    ['a set that is not whole', uploads('half', 10), { lost: ['affected set half of 10: 5'] }],
    ['a set that is there twice', uploads('twice', 5), { lost: ['affected set twice of 5: 5 and 5'] }],
    [
      'a report that is not on record',
      { uploads: { sets: [], reports: ['gone'], unanswered: 0 } },
      { lost: ['instance.status gone'] },
    ],
    ['a commit that does not exist', commits('gone', 'c9'), { lost: ['commit c9'] }],
    ['a commit that became another', commits('once', 'c9'), { lost: ['commit c9'] }],
    ['a request that led to two commits', commits('twice', 'c2'), { doubleCommits: ['twice'] }],
    ['a lock that is not on record', { lockTraces: ['gone'] }, { lost: ['lock. gone'] }],
    [
      'two sessions for one ID token',
      { exchanges: [['known session.exchange', 'known session.exchange']] },
      { doubleSpent: 1 },
    ],
    [
      'two holders at once',
      { lockCalls: [taken(10, 1, 'a-0'), taken(20, 2, 'a-1')] },
      { lockViolations: [expect.stringContaining('k: ')] },
    ],
    [
      'a fencing token that was given before',
      {
        lockCalls: [
          taken(10, 1, 'a-0'),
          {
            ...taken(20, 0, 'a-0'),
            call: { kind: 'release', by: holderOf('a-0') },
            answer: { kind: 'released' },
          },
          taken(30, 1, 'a-1'),
        ],
      },
      { lockViolations: [expect.stringContaining('k: ')] },
    ],
    [
      'a refusal for a grant that there never was',
      { lockCalls: [taken(10, 1, 'a-0'), refused(20, 'grant-9')] },
      { lockViolations: [expect.stringContaining('k: ')] },
    ],
  ])('notices %s', async (_name, change, finding) => {
    expect(await judge({ ...nothing, ...change }, store, history)).toMatchObject(finding);
  });
});
