/** The web pages of github.com for a browser that does not use the proxy: over plain HTTP on loopback, where its address names no host of GitHub. */
import { gitHubHosts } from './addresses.ts';
import type { Service } from './service.ts';

/** Below it are the pages of a sign-in; nothing else is for browsers. */
const prefix = '/login/';

export function createWebPages(service: Service): Service {
  return async (request) => {
    const { pathname, search } = request.url;
    if (!pathname.startsWith(prefix)) return { status: 404, headers: {}, body: Buffer.alloc(0) };
    return service({ ...request, url: new URL(`https://${gitHubHosts.server}${pathname}${search}`) });
  };
}
