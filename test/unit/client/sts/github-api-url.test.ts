import { expect, test } from '@jest/globals';
import { githubApiUrl } from '../../../../src/client/sts/github-api-url.ts';

const cloud = { serverUrl: 'https://github.com', apiUrl: 'https://api.github.com' };
const enterprise = { serverUrl: 'https://ghes.example:8443', apiUrl: 'https://ghes.example:8443/api/v3/' };

test.each([
  { name: 'github.com from itself', host: 'github.com', own: cloud, url: 'https://api.github.com' },
  { name: 'github.com in other case', host: 'GitHub.com', own: {}, url: 'https://api.github.com' },
  { name: 'github.com from a GHES job', host: 'github.com', own: enterprise, url: 'https://api.github.com' },
  {
    name: 'the job’s own GHES',
    host: 'ghes.example:8443',
    own: enterprise,
    url: 'https://ghes.example:8443/api/v3',
  },
  {
    name: 'the same without its port',
    host: 'ghes.example',
    own: enterprise,
    url: 'https://ghes.example:8443/api/v3',
  },
  { name: 'another GHES', host: 'other.example', own: enterprise, url: 'https://other.example/api/v3' },
  { name: 'data residency', host: 'acme.ghe.com', own: cloud, url: 'https://api.acme.ghe.com' },
  {
    name: 'a name that only ends like it',
    host: 'evilghe.com',
    own: cloud,
    url: 'https://evilghe.com/api/v3',
  },
  {
    name: 'a proxied API of the job',
    host: 'github.com',
    own: { ...cloud, apiUrl: 'http://127.0.0.1:1' },
    url: 'http://127.0.0.1:1',
  },
  { name: 'no host', host: '', own: enterprise, url: 'https://ghes.example:8443/api/v3' },
  { name: 'no host outside a runner', host: '', own: {}, url: 'https://api.github.com' },
])('$name', ({ host, own, url }) => {
  expect(githubApiUrl(host, own)).toBe(url);
});
