/** The issue that shows drift: one for each key, over lost answers, replicas and a lost database; closed, reopened, and people's text kept. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { issueMarker } from '../../../src/domain/reports/drift-issue.ts';
import type { WantedIssue } from '../../../src/server/projections/ports.ts';
import { createIssue } from '../../../src/simulator/world/issues.ts';
import { describeEachStore } from '../../support/stores.ts';
import { type ProjectionScene, startProjectionScene } from './scene.ts';

const key = 'a'.repeat(32);
const marker = issueMarker({ workspaceId: 'ws_acme', repositoryId: '1', key });
const drifted: WantedIssue = {
  state: 'open',
  title: 'Drift: vpc in dev',
  lead: 'It has drifted.',
  details: 'The tag.',
  instance: { stack: 'dev', component: 'vpc' },
};
const hour = 60 * 60_000;
const inSync: WantedIssue = { ...drifted, state: 'closed', lead: 'It is in sync.', details: '' };

describeEachStore('the issue of drift', (engine) => {
  let scene: ProjectionScene;

  beforeEach(async () => {
    scene = await startProjectionScene(engine);
  });
  afterEach(() => scene[Symbol.asyncDispose]());

  const only = () => {
    const [issue, ...others] = scene.issues();
    expect(others).toEqual([]);
    if (issue === undefined) throw new Error('there is no issue');
    return issue;
  };
  const audited = async () => {
    const rows = await scene.queue.db.selectFrom('audit_entries').select(['event', 'details']).execute();
    return rows.map(({ event, details }) => [event, JSON.parse(details)]);
  };

  test('is opened, edited, closed and opened again, on record', async () => {
    await scene.want(key, drifted);
    await scene.settle();
    expect(only()).toMatchObject({ number: 13, state: 'open', title: drifted.title });
    await scene.want(key, { ...drifted, lead: 'It has drifted more.' });
    await scene.settle();
    expect(only().body).toContain('It has drifted more.');
    await scene.want(key, inSync);
    await scene.settle();
    expect(only()).toMatchObject({ state: 'closed', stateReason: 'completed' });
    await scene.want(key, drifted);
    await scene.settle();
    expect(only()).toMatchObject({ state: 'open', stateReason: 'reopened' });
    const about = { issue: 13, stack: 'dev', component: 'vpc' };
    expect(await audited()).toEqual([
      ['drift.issue_opened', { ...about, isReopened: false }],
      ['drift.issue_closed', { ...about, isReopened: false }],
      ['drift.issue_opened', { ...about, isReopened: true }],
    ]);
  });

  test.each(['cut-after', 'cut-before'] as const)('exists once after an answer is lost: %s', async (kind) => {
    scene.simulator.faults.add({ route: 'issues/create', fault: { kind }, times: 2 });
    await scene.want(key, drifted);
    await scene.settle();
    expect(only().state).toBe('open');
  });

  test.each(['cut-after', 'cut-before'] as const)(
    'is not left open where the drift ends before the answer is known: %s',
    async (kind) => {
      scene.simulator.faults.add({ route: 'issues/create', fault: { kind }, times: 1 });
      await scene.want(key, drifted);
      while ((await scene.replica.work()).length === 0) await scene.pass(1_000);
      await scene.want(key, inSync);
      await scene.settle();
      expect(scene.issues().map(({ state }) => state)).toEqual(kind === 'cut-after' ? ['closed'] : []);
    },
  );

  test('exists once with three replicas', async () => {
    const replicas = [scene.replica, scene.addReplica(), scene.addReplica()];
    const keys = ['b', 'c', 'd', 'e'].map((letter) => letter.repeat(32));
    for (const one of keys) await scene.want(one, { ...drifted, title: one });
    await scene.settle(replicas);
    const titles = scene.issues().map(({ title }) => title);
    expect(titles.toSorted()).toEqual(keys);
  });

  test('is found again by a server with an empty database, and opened again', async () => {
    await scene.want(key, drifted);
    await scene.settle();
    only().state = 'closed';
    await scene.queue.db.deleteFrom('projections').execute();
    await scene.want(key, drifted);
    await scene.settle();
    expect(only().state).toBe('open');
  });

  test('of a person who copied the marker is left alone', async () => {
    const { world } = scene.simulator;
    const alice = [...world.accounts.values()].find(({ login }) => login === 'alice');
    const about = { title: 'mine', body: `${marker}\nmine`, authorId: alice?.id ?? 0, appId: undefined };
    createIssue(world, scene.repository, about);
    await scene.want(key, drifted);
    await scene.settle();
    expect(scene.issues().map(({ title }) => title)).toEqual(['mine', drifted.title]);
  });

  test('keeps what people wrote, also the title and the state that they chose', async () => {
    await scene.want(key, drifted);
    await scene.settle();
    const issue = only();
    // A browser sends lines that end with a carriage return.
    issue.body = `Owner: @alice\r\n\r\n${issue.body}\r\n\r\nSee PLAT-1.`;
    issue.title = 'The tag of the VPC';
    issue.state = 'closed';
    await scene.want(key, { ...drifted, lead: 'It has drifted more.' });
    await scene.settle();
    expect(only()).toMatchObject({ title: 'The tag of the VPC', state: 'closed' });
    expect(only().body).toMatch(/^Owner: @alice\r\n\r\n<!-- .*drifted more.* -->\r\n\r\nSee PLAT-1\.$/s);
    expect(only().body).not.toContain('It has drifted.');
  });

  test('is replaced when a person has deleted it', async () => {
    await scene.want(key, drifted);
    await scene.settle();
    scene.repository.issues.clear();
    await scene.want(key, { ...drifted, lead: 'Still.' });
    await scene.settle();
    expect(only()).toMatchObject({ state: 'open' });
  });

  test('has no details any more where GitHub calls it too long', async () => {
    const errors = [
      { resource: 'Issue', field: 'body', code: 'custom', message: 'body is too long (maximum is 65536)' },
    ];
    const body = JSON.stringify({ message: 'Validation Failed', errors });
    const fault = { kind: 'status' as const, status: 422, body };
    scene.simulator.faults.add({ route: 'issues/create', fault, times: 1 });
    await scene.want(key, drifted);
    await scene.settle();
    expect(only().body).toContain(drifted.lead);
    expect(only().body).not.toContain(drifted.details);
  });

  test('is written at last, a day after it was given up', async () => {
    const fault = { kind: 'status' as const, status: 403, body: '{"message":"Forbidden"}' };
    scene.simulator.faults.add({ route: 'issues/create', fault, times: 1 });
    await scene.want(key, drifted);
    await scene.queue.db.updateTable('work_entries').set({ attempts: 149 }).execute();
    await scene.settle();
    await scene.pass(23 * hour);
    await scene.replica.sweep();
    expect(await scene.waiting()).toBe(0);
    await scene.pass(hour);
    await scene.replica.sweep();
    await scene.settle();
    expect(only().state).toBe('open');
  });

  test('waits while the configuration has no issues', async () => {
    await scene.want(key, drifted);
    await scene.pass(2_000);
    scene.issuesAreOff(true);
    await scene.replica.work();
    expect(scene.issues()).toEqual([]);
    scene.issuesAreOff(false);
    await scene.pass(hour);
    await scene.settle();
    expect(only().state).toBe('open');
  });

  test('is not written of a repository that deploys no more', async () => {
    scene.leave();
    await scene.want(key, drifted);
    await scene.settle();
    expect(scene.issues()).toEqual([]);
  });
});
