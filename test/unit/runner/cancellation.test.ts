/** Every name under which a system asks a step to end; what it sends in earnest is in `test/actions/lock-stack-cancel.test.ts`. */
import { afterEach, expect, test } from '@jest/globals';
import { watchCancellation } from '../../../src/runner/cancellation.ts';

const names = ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const;
afterEach(() => {
  for (const name of names) process.removeAllListeners(name);
});

test.each(names)('%s cancels', (name) => {
  const signal = watchCancellation();
  expect(signal.aborted).toBe(false);
  process.emit(name, name);
  expect(signal.aborted).toBe(true);
});
