/** Chromium for tests of pages, as Debian or GitHub's runners have it. */
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, test } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(':').filter((folder) => folder !== '');
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((file) => existsSync(file));
}

/** The sandbox needs an account other than root's. */
export function launchChromium(): Promise<Browser> {
  const args = ['--disable-dev-shm-usage', ...(userInfo().uid === 0 ? ['--no-sandbox'] : [])];
  return chromium.launch({ executablePath: findChromium() ?? '', args });
}

/** Left out where no Chromium is installed, which npm does not bring. GitHub's runners have one, so there it is a failure. */
export function describeChromium(title: string, suite: () => void): void {
  if (findChromium() !== undefined) describe(title, suite);
  else if (process.env['GITHUB_ACTIONS'] === undefined)
    describe.skip(`${title}, for which there is no Chromium`, suite);
  else
    test(title, () => {
      throw new Error(
        "No Chromium on the PATH, which GitHub's runners have: look at the image of the runner.",
      );
    });
}
