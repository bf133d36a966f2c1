import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadAtmosConfig } from '../../../../src/domain/atmos-config/load-atmos-config.ts';
import { configFiles } from '../../../../src/git/config-files.ts';
import { atmosLayouts, writeAtmosLayout } from '../../../support/atmos-layouts/index.ts';
import type { AtmosLayout } from '../../../support/atmos-layouts/layout.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'layouts-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function load(layout: AtmosLayout) {
  const { home, ...written } = await writeAtmosLayout(layout, await mkdtemp(join(folder, 'layout-')));
  const around = { ...written, homeDirectory: home, profiles: layout.profiles, platform: 'linux' };
  return loadAtmosConfig(around, configFiles);
}

describe('settings as the Atmos CLI reads them', () => {
  test.each(atmosLayouts)('$title', async (layout) => {
    const loaded = load(layout);
    if (layout.expected === 'refused') {
      await expect(loaded).rejects.toMatchObject({ code: 'INPUT_CONFIG_INVALID' });
      return;
    }
    expect(await loaded).toEqual({ settings: layout.expected, unusable: [] });
  });
});
