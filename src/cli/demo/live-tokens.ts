/** Asks GitHub's API, here the simulated one, which tokens it still takes. */

import { readFileSync } from 'node:fs';
import { get } from 'node:https';
import type { Simulator } from '../../simulator/main.ts';

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

/** How many of the tokens the API answers with anything but 401. */
export async function countLiveTokens(tokens: readonly string[], simulator: Simulator): Promise<number> {
  const statuses = await Promise.all(tokens.map((token) => statusFor(token, simulator)));
  return statuses.filter((status) => status !== 401).length;
}
