/** Which server is the hosted one, which takes no fields but the CLI's. */
import { expect, test } from '@jest/globals';
import { isHosted } from '../../../src/runner/connection.ts';

test.each([
  ['https://atmos-pro.com', true],
  ['https://atmos-pro.com/', true],
  ['https://atmos-pro.com:443/base', true],
  ['https://atmos-pro.com.example', false],
  ['https://pro.example.com', false],
  ['http://127.0.0.1:8080', false],
])('%s: %j', (baseUrl, hosted) => expect(isHosted({ baseUrl })).toBe(hosted));
