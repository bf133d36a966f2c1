/** Finds and starts Chromium, as Debian or GitHub's runners have it. */
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

export function findChromium(): string | undefined {
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
