/** The workspace of a profile of atmos.yaml is the one that the server is asked for. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { envelope, startApiPeer } from '../support/api-peer.ts';
import { makeJobDirectory, runAction } from '../support/run-action.ts';

const settings = (workspaceId: string) => `settings: {pro: {workspace_id: ${workspaceId}}}\n`;

async function upload(
  inputs: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>>,
) {
  await using peer = await startApiPeer({ exchange: [envelope({ token: 'session.one' })] });
  await using job = await makeJobDirectory();
  const place = (path: string) => join(job.directory, 'workspace', path);
  for (const profile of ['ci', 'nightly']) await mkdir(place(`profiles/${profile}`), { recursive: true });
  await Promise.all([
    writeFile(place('stacks.json'), '{}'),
    writeFile(place('atmos.yaml'), settings('ws_base')),
    writeFile(place('profiles/ci/atmos.yaml'), settings('ws_ci')),
    writeFile(place('profiles/nightly/atmos.yaml'), settings('ws_nightly')),
  ]);
  const result = await runAction('upload-instances', 'main', {
    directory: job.directory,
    inputs: { file: 'stacks.json', ...inputs },
    environment: { ...peer.environment, ATMOS_PRO_WORKSPACE_ID: undefined, ...environment },
  });
  const [exchange] = peer.requests.filter(({ path }) => path.endsWith('github-oidc'));
  const sent = exchange && (JSON.parse(exchange.body) as { readonly workspaceId: string });
  return { result, workspace: sent?.workspaceId };
}

describe('the settings of a profile', () => {
  test.each([
    { title: 'without one', inputs: {}, environment: {}, workspace: 'ws_base' },
    { title: 'of ATMOS_PROFILE', inputs: {}, environment: { ATMOS_PROFILE: 'ci' }, workspace: 'ws_ci' },
    {
      title: 'of the input `profile`, before ATMOS_PROFILE',
      inputs: { profile: 'nightly' },
      environment: { ATMOS_PROFILE: 'ci' },
      workspace: 'ws_nightly',
    },
  ])('$title', async ({ inputs, environment, workspace }) => {
    expect(await upload(inputs, environment)).toMatchObject({ result: { exitCode: 0 }, workspace });
  });

  test('that do not exist fail the step before an OIDC token is requested', async () => {
    const { result, workspace } = await upload({}, { ATMOS_PROFILE: 'c1' });
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain('::error title=INPUT_CONFIG_INVALID::Profile "c1" of ATMOS_PROFILE');
    expect(workspace).toBeUndefined();
  });
});
