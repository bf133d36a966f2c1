/** The `drift` of a repository: what has no defaults, and what contradicts itself. */
import { expect, test } from '@jest/globals';
import { readServerConfig } from '../../../src/server/config/read-config.ts';

function read(drift: object, more: object = { deployments: {} }) {
  const repositories = [{ name: 'acme/infra', ...more, drift }];
  return readServerConfig({
    // YAML includes JSON.
    text: JSON.stringify({ public_url: 'https://a.example', workspaces: [{ id: 'ws_a', repositories }] }),
    file: 'atmos-pro.yaml',
    environment: {},
    readFile: (path) => {
      throw new Error(`ENOENT ${path}`);
    },
  });
}

const rule = { cause: '0123456789abcdef', until: '2027-01-31', reason: 'tags' };
const automatic = [{ name: 'daily', cron: '0 0 * * *', remediate: 'auto' }];

test('has no issues, and remediates nothing by itself, unless it is told to', () => {
  const [workspace] = read({}).workspaces;
  expect(workspace?.repositories[0]?.drift).toMatchObject({ issues: 'off', maxOpenIssues: 10, auto: [] });
  const [other] = read({ schedules: automatic, auto: [rule], issues: 'cause' }).workspaces;
  expect(other?.repositories[0]?.drift).toMatchObject({
    issues: 'cause',
    auto: [{ ...rule, maxPerDay: 10 }],
  });
});

test.each<[string, object, object, string]>([
  ['issues without deployments', { issues: 'instance' }, {}, 'needs `deployments`'],
  ['no end', { schedules: automatic, auto: [{ ...rule, until: undefined }] }, { deployments: {} }, 'until'],
  [
    'a day that does not exist',
    { schedules: automatic, auto: [{ ...rule, until: '2027-02-30' }] },
    { deployments: {} },
    'not a day of the calendar',
  ],
  [
    'a cause twice',
    { schedules: automatic, auto: [rule, { ...rule, reason: 'again' }] },
    { deployments: {} },
    'the cause 0123456789abcdef is a duplicate',
  ],
  ['no schedule that allows it', { auto: [rule] }, { deployments: {} }, 'needs a schedule'],
])('is refused with %s', (_name, drift, more, message) => {
  expect(() => read(drift, more)).toThrow(message);
});
