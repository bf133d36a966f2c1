import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createLockFolder, findLockFolders, readWanted } from '../../../src/runner/heartbeat-folder.ts';
import { parseSavedState, readJobState } from '../../../src/runner/job-state.ts';

const lock = { id: 'l1', key: 'acme/infra/dev/vpc', until: 1_000 };

describe('state of a job', () => {
  test('is returned as it was saved', async () => {
    const token = { host: 'github.com', owner: 'acme', token: 'ghs_x' };
    await expect(parseSavedState('token', JSON.stringify(token))).resolves.toEqual(token);
    const folder = { server: 'plain', locks: [lock] };
    const where = { source: 'x', code: 'INTERNAL' } as const;
    await expect(readJobState('lockFolder', folder, where)).resolves.toEqual(folder);
  });

  test.each([
    { name: 'null', text: 'null' },
    { name: 'another kind', text: '{"tokenVariables":[]}' },
    { name: 'a field of another type', text: '{"host":"github.com","owner":"acme","token":7}' },
    { name: 'text that is not JSON', text: 'ghs_secret' },
  ])('is refused without being quoted: $name', async ({ text }) => {
    const error: unknown = await parseSavedState('token', text).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'INTERNAL' });
    expect(String(error)).not.toContain('ghs_secret');
  });

  test('is refused with the path of the file that another program has changed', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'locks-'));
    const environment = { RUNNER_TEMP: directory };
    const path = join(directory, 'atmos-pro-lock-1');
    await createLockFolder({ path, server: 'renewing', locks: [lock], heartbeat: undefined });
    await expect(findLockFolders(environment)).resolves.toMatchObject([{ path, locks: [lock] }]);
    await expect(readWanted(path)).resolves.toEqual(['l1']);
    for (const name of ['wanted.json', 'folder.json']) await writeFile(join(path, name), '{"locks":7}');
    const refused = { code: 'INPUT_FILE_UNUSABLE', message: expect.stringContaining(path) };
    await expect(readWanted(path)).rejects.toMatchObject(refused);
    await expect(findLockFolders(environment)).rejects.toMatchObject(refused);
    await rm(directory, { recursive: true });
  });
});
