/** The recorded results of `test/support/atmos-layouts` are those of the Atmos CLI. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { atmosLayouts, writeAtmosLayout } from '../support/atmos-layouts/index.ts';
import type { AtmosLayout } from '../support/atmos-layouts/layout.ts';
import { findProgram } from './atmos.ts';

const atmos = findProgram('atmos');
// A machine without the CLI, such as CI, cannot run these; their title says so then.
const suite = atmos === undefined ? describe.skip : describe;
const run = promisify(execFile);

/** What the CLI has where nothing is configured. */
const defaultEndpoint = 'api/v1';

interface DescribedConfig {
  readonly settings: { readonly pro: { readonly workspace_id?: string; readonly endpoint?: string } };
}

suite(
  atmos === undefined
    ? 'the settings of the Atmos CLI (skipped: no atmos on the PATH)'
    : 'the settings of the Atmos CLI',
  () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'layouts-'));
    });
    afterAll(() => rm(folder, { recursive: true }));

    async function describeConfig(layout: AtmosLayout): Promise<AtmosLayout['expected']> {
      const { environment, workingDirectory } = await writeAtmosLayout(
        layout,
        await mkdtemp(join(folder, 'layout-')),
      );
      const args = ['describe', 'config', '--format=json'];
      const profiles = (layout.profiles ?? []).map((name) => `--profile=${name}`);
      const quiet = { ATMOS_TELEMETRY_ENABLED: 'false', ATMOS_VERSION_CHECK_ENABLED: 'false', NO_COLOR: '1' };
      try {
        const { stdout } = await run(atmos ?? '', [...args, ...profiles], {
          cwd: workingDirectory,
          env: { PATH: process.env['PATH'] ?? '', ...quiet, ...environment },
        });
        const { settings } = JSON.parse(stdout) as DescribedConfig;
        const { workspace_id: workspaceId, endpoint } = settings.pro;
        const isDefault = endpoint === undefined || endpoint === defaultEndpoint;
        return { ...(workspaceId ? { workspaceId } : {}), ...(isDefault ? {} : { endpoint }) };
      } catch (error) {
        if (String(error).includes('profile')) return 'refused';
        throw error;
      }
    }

    test.each(atmosLayouts)('$title', async (layout) => {
      expect(await describeConfig(layout)).toEqual(layout.expected);
    });
  },
);
