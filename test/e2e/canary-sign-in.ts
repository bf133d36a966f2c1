/** A person who signs in to the dashboard of the canary's server, opens its pages and signs out: secrets that no job has. */
import type { Relay, RelayRecord } from '../support/recording-relay.ts';
import { workspaceId } from './canary-config.ts';
import { clientSecret } from './canary-world.ts';

const pages = [
  ...['', '/locks', '/audit', '/access', '/tokens', '/health', '/settings'].map(
    (page) => `/w/${workspaceId}${page}`,
  ),
  '/account',
];

/** `name=value`; the relay joins several headers to one. */
function findCookie(answer: Response, name: string): string {
  return new RegExp(`\\b${name}=[^;,]+`).exec(answer.headers.get('set-cookie') ?? '')?.[0] ?? '';
}

/** Opens the server through `relay`. Resolves with what was secret. */
export async function playSignIn(relay: Relay): Promise<Readonly<Record<string, string>>> {
  const open = (path: string, cookie = '') =>
    fetch(`${relay.url}${path}`, { redirect: 'manual', headers: { accept: 'text/html', cookie } });
  const begun = await open('/sign-in?to=/w');
  const pending = findCookie(begun, 'atmos_pro_sign_in');
  const page = new URL(begun.headers.get('location') ?? '');
  const clicked = await fetch(`${page.origin}${page.pathname}`, {
    method: 'POST',
    body: new URLSearchParams([...page.searchParams, ['as', 'olga']]),
    redirect: 'manual',
  });
  const back = new URL(clicked.headers.get('location') ?? '');
  // Another browser, and then the same answer a second time: both fail.
  await open(back.pathname + back.search);
  const finished = await open(back.pathname + back.search, pending);
  const session = findCookie(finished, 'atmos_pro');
  await open(back.pathname + back.search, pending);
  for (const path of pages) {
    const shown = await open(path, session);
    if (shown.status !== 200) throw new Error(`${path} answered ${shown.status}`);
  }
  // The id of the session where it does not belong.
  const id = session.slice(session.indexOf('=') + 1);
  await open(`/w/${workspaceId}/audit?actor=x`, `${session}x`);
  await open(`/w/${workspaceId}/nothing`, session);
  const headers = { cookie: session, 'sec-fetch-site': 'same-origin' };
  await fetch(`${relay.url}/sign-out`, {
    method: 'POST',
    headers,
    body: new URLSearchParams(),
    redirect: 'manual',
  });
  return {
    'client secret': clientSecret,
    'code of a sign-in': back.searchParams.get('code') ?? '',
    'sign-in of a browser': pending.slice(pending.indexOf('=') + 1),
    'id of a web session': id,
  };
}

/** An answer without the cookies that are there to carry a secret. */
export function withoutCookies(record: RelayRecord): RelayRecord {
  const { 'set-cookie': _cookie, ...headers } = record.answer.headers;
  return { ...record, answer: { ...record.answer, headers } };
}

/** The end of a sign-in has its code in the address. */
export function isSignInEnd({ request }: RelayRecord): boolean {
  return request.path.startsWith('/sign-in/callback');
}
