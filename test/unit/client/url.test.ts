import { expect, test } from '@jest/globals';
import { joinUrl } from '../../../src/client/send.ts';

test.each([
  ['https://pro.example', 'api/v1', '/sts', 'https://pro.example/api/v1/sts'],
  ['https://pro.example/', '/api/v1/', '/sts', 'https://pro.example/api/v1/sts'],
  ['https://pro.example//', '//api/v1', 'sts', 'https://pro.example/api/v1/sts'],
  ['https://pro.example/base/', 'api/v1', '/sts', 'https://pro.example/base/api/v1/sts'],
  ['https://pro.example', '', '/sts', 'https://pro.example/sts'],
])('%s + %s + %s', (base, endpoint, path, url) => {
  expect(joinUrl(base, endpoint, path)).toBe(url);
});
