/** Signing in to an App: the page that GitHub shows a person, and the exchange of its code for a token of that person. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SimulatorRequest, SimulatorResponse, SimulatorRoute } from '../api/handler.ts';
import { json } from '../api/responses.ts';
import { signInCodeLifetimeMs, userTokenLifetimeMs } from '../world/sign-ins.ts';
import { type App, findAccount, type World } from '../world/world.ts';

const authorizePath = '/login/oauth/authorize';
/** S256 of a verifier: a SHA-256 in base64url. */
const challengePattern = /^[A-Za-z0-9_-]{43}$/;
const secondMs = 1_000;

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}

function signInPage(status: number, body: string): SimulatorResponse {
  const text = `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n<link rel="icon" href="data:,">\n<title>Sign in to the simulated GitHub</title>\n<main>\n${body}\n</main>\n</html>\n`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: Buffer.from(text) };
}

/** GitHub accepts a registered address and everything below it. */
function isRegistered({ callbackUrls }: App, redirectUri: string): boolean {
  if (!URL.canParse(redirectUri)) return false;
  const wanted = new URL(redirectUri);
  return (
    callbackUrls === undefined ||
    callbackUrls.some((registered) => {
      const { origin, pathname } = new URL(registered);
      const isBelow =
        wanted.pathname === pathname || wanted.pathname.startsWith(`${pathname.replace(/\/$/, '')}/`);
      return wanted.origin === origin && isBelow;
    })
  );
}

function findByClientId(world: World, clientId: string | null): App | undefined {
  return [...world.apps.values()].find((app) => app.clientId === clientId);
}

interface SignInQuestion {
  readonly app: App;
  readonly redirectUri: string;
  readonly state: string;
  readonly codeChallenge: string | undefined;
}

/** What the App asks for, or the page that says what is wrong with it. */
function readQuestion(world: World, query: URLSearchParams): SignInQuestion | SimulatorResponse {
  const app = findByClientId(world, query.get('client_id'));
  if (app === undefined) return signInPage(404, '<p>No App has this client id.</p>');
  const redirectUri = query.get('redirect_uri') ?? app.callbackUrls?.[0] ?? '';
  if (!isRegistered(app, redirectUri)) {
    const problem = 'The redirect_uri is not associated with this application.';
    return signInPage(400, `<p>Be careful! ${problem}</p>`);
  }
  const codeChallenge = query.get('code_challenge') ?? undefined;
  const isS256 = query.get('code_challenge_method') === 'S256' && challengePattern.test(codeChallenge ?? '');
  if (codeChallenge !== undefined && !isS256)
    return signInPage(400, '<p>The code challenge must be S256.</p>');
  return { app, redirectUri, state: query.get('state') ?? '', codeChallenge };
}

/** A button for each person of the world. */
function showPeople(world: World, { url }: SimulatorRequest): SimulatorResponse {
  const question = readQuestion(world, url.searchParams);
  if ('status' in question) return question;
  const people = [...world.accounts.values()].filter(({ type }) => type === 'User');
  const hidden = [...url.searchParams]
    .map(([name, value]) => `<input type="hidden" name="${escapeText(name)}" value="${escapeText(value)}">`)
    .join('\n');
  const buttons = people
    .map(
      ({ login }) =>
        `<p><button name="as" value="${escapeText(login)}">Sign in as ${escapeText(login)}</button></p>`,
    )
    .join('\n');
  return signInPage(
    200,
    `<h1>Sign in to ${escapeText(question.app.name)}</h1>\n<p>This is a simulated GitHub. Choose who you are.</p>
<form method="post" action="${authorizePath}">\n${hidden}\n${buttons}\n</form>`,
  );
}

function readSignInForm({ body }: SimulatorRequest): URLSearchParams {
  return new URLSearchParams(Buffer.from(body).toString('utf8'));
}

/** The click on a button: the browser goes back to the App with a code. */
function goBack(world: World, request: SimulatorRequest): SimulatorResponse {
  const form = readSignInForm(request);
  const question = readQuestion(world, form);
  if ('status' in question) return question;
  const person = findAccount(world, form.get('as') ?? '');
  if (person?.type !== 'User') return signInPage(404, '<p>The world has no such person.</p>');
  const { app, redirectUri, state, codeChallenge } = question;
  const code = randomBytes(10).toString('hex');
  world.signInCodes.set(code, {
    ...{ appId: app.id, accountId: person.id, redirectUri, codeChallenge },
    expiresAt: world.clock.now() + signInCodeLifetimeMs,
  });
  const location = new URL(redirectUri);
  location.searchParams.set('code', code);
  if (state !== '') location.searchParams.set('state', state);
  return { status: 302, headers: { location: location.href } };
}

/** GitHub answers these with 200 too. */
function refuseExchange(error: string, description: string): SimulatorResponse {
  return json(200, { error, error_description: description, error_uri: 'https://docs.github.com/apps' });
}

export function isSameSecret(one: string, other: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
}

function exchangeCode(world: World, request: SimulatorRequest): SimulatorResponse {
  const form = readSignInForm(request);
  const app = findByClientId(world, form.get('client_id'));
  if (app === undefined || !isSameSecret(form.get('client_secret') ?? '', app.clientSecret)) {
    const description = 'The client_id and/or client_secret passed are incorrect.';
    return refuseExchange('incorrect_client_credentials', description);
  }
  const code = form.get('code') ?? '';
  const found = world.signInCodes.get(code);
  // A code is valid once, however the exchange ends.
  world.signInCodes.delete(code);
  const challenge = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url');
  const isProven = found?.codeChallenge === undefined || found.codeChallenge === challenge;
  if (found === undefined || found.appId !== app.id || world.clock.now() > found.expiresAt || !isProven)
    return refuseExchange('bad_verification_code', 'The code passed is incorrect or expired.');
  if ((form.get('redirect_uri') ?? found.redirectUri) !== found.redirectUri) {
    const description = 'The redirect_uri MUST match the registered callback URL for this application.';
    return refuseExchange('redirect_uri_mismatch', description);
  }
  const token = `ghu_${randomBytes(18).toString('hex')}`;
  const expiresAt = world.clock.now() + userTokenLifetimeMs;
  world.userTokens.set(token, { token, appId: app.id, accountId: found.accountId, expiresAt });
  return json(200, {
    access_token: token,
    token_type: 'bearer',
    scope: '',
    expires_in: userTokenLifetimeMs / secondMs,
    refresh_token: `ghr_${randomBytes(38).toString('hex')}`,
    refresh_token_expires_in: 15_897_600,
  });
}

export const userSignInRoutes: readonly SimulatorRoute[] = [
  { id: 'web/sign-in', surface: 'git', method: 'GET', path: authorizePath, handle: showPeople },
  { id: 'web/sign-in-click', surface: 'git', method: 'POST', path: authorizePath, handle: goBack },
  {
    id: 'web/exchange-code',
    surface: 'git',
    method: 'POST',
    path: '/login/oauth/access_token',
    handle: exchangeCode,
  },
];
