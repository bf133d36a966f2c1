/** Puts TLS in front of a plain listener on this machine, as a proxy does for a server in service. */
import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createCredentials } from '../../src/simulator/tls/authority.ts';

export interface TlsRelay extends AsyncDisposable {
  /** `https://127.0.0.1:…`. */
  readonly url: string;
  /** PEM of the authority to trust. */
  readonly ca: string;
}

/** Passes every request on to `target`, an `http://` origin. */
export async function startTlsRelay(target: string): Promise<TlsRelay> {
  const { key, cert, ca } = await createCredentials({ dns: ['localhost'], ip: ['127.0.0.1'] });
  const server = createServer({ key, cert }, (incoming, outgoing) => {
    const { method, headers, url = '/' } = incoming;
    const passed = request(new URL(url, target), { method: method ?? 'GET', headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.once('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ca,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
