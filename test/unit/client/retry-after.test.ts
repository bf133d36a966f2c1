import { expect, test } from '@jest/globals';
import { retryAfterMs } from '../../../src/client/answer.ts';

const date = 'Sun, 22 Nov 2026 01:00:00 GMT';

test.each([
  { name: 'absent', headers: {}, wait: undefined },
  { name: 'empty', headers: { 'retry-after': ' ' }, wait: undefined },
  { name: 'seconds', headers: { 'retry-after': '3' }, wait: 3000 },
  { name: 'zero', headers: { 'retry-after': '0' }, wait: 0 },
  { name: 'nonsense', headers: { 'retry-after': 'soon', date }, wait: undefined },
  { name: 'negative', headers: { 'retry-after': '-1' }, wait: undefined },
  { name: 'a date', headers: { 'retry-after': 'Sun, 22 Nov 2026 01:00:05 GMT', date }, wait: 5000 },
  {
    name: 'a date that has passed',
    headers: { 'retry-after': 'Sun, 22 Nov 2026 00:00:00 GMT', date },
    wait: 0,
  },
  { name: 'a date without the answer’s own', headers: { 'retry-after': date }, wait: undefined },
])('$name', ({ headers, wait }) => {
  expect(retryAfterMs(headers)).toBe(wait);
});
