/** Suites that need Chromium. */
import { describe, test } from '@jest/globals';
import { findChromium } from './find-chromium.ts';

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
