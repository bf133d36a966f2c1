/** Checks which tokens the simulated GitHub API still accepts. */

import { readFileSync } from 'node:fs';
import { get } from 'node:https';
import type { Simulator } from '../../../../simulator/main.ts';

function statusFor(token: string, simulator: Simulator): Promise<number> {
  const ca = simulator.caFile === undefined ? undefined : readFileSync(simulator.caFile);
  const url = `${simulator.origin}/installation/repositories`;
  const headers = {
    host: new URL(simulator.urls.api).host,
    authorization: `Bearer ${token}`,
    'user-agent': 'atmos-pro-demo',
  };
  return new Promise((resolve, reject) => {
    get(url, { headers, ...(ca === undefined ? {} : { ca }) }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    }).on('error', reject);
  });
}

/** Counts the tokens that the API does not answer with 401. */
export async function countLiveTokens(tokens: readonly string[], simulator: Simulator): Promise<number> {
  const statuses = await Promise.all(tokens.map((token) => statusFor(token, simulator)));
  return statuses.filter((status) => status !== 401).length;
}
