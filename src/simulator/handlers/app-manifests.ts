/** Registering an App from a manifest: the form, the click on its button, and the code that fetches the App's secrets. */
import { randomBytes } from 'node:crypto';
import { isRecord } from '../../base/text.ts';
import { apiRoute } from '../api/api-route.ts';
import type { SimulatorRequest, SimulatorResponse, SimulatorRoute } from '../api/handler.ts';
import { json, notFound } from '../api/responses.ts';
import { showConversion } from '../shapes/app.ts';
import { botLoginOf } from '../world/actors.ts';
import { newClientSecret } from '../world/client-secret.ts';
import { firstIds } from '../world/ids.ts';
import { permissionLevels } from '../world/permission-levels.ts';
import type { SimulatedAccessLevel, SimulatedPermissions } from '../world/permissions.ts';
import { createPemPair } from '../world/signing-keys.ts';
import { type Account, type App, findAccount, type World } from '../world/world.ts';

/** GitHub: "You must complete this step of the GitHub App Manifest flow within one hour." */
const codeLifetimeMs = 60 * 60_000;
const maxNameLength = 34;
/** The address of the form's button. GitHub does not document its own. */
const createPath = '/_apps/create-from-manifest';

interface Manifest {
  readonly name: string;
  readonly url: string;
  readonly redirectUrl: string;
  readonly hookUrl: string | undefined;
  readonly callbackUrls: readonly string[];
  readonly isPublic: boolean;
  readonly events: readonly string[];
  readonly permissions: SimulatedPermissions;
}

function isUrl(value: unknown): value is string {
  return typeof value === 'string' && URL.canParse(value) && /^https?:/.test(value);
}

function readPermissions(value: unknown): SimulatedPermissions | string {
  if (value === undefined) return {};
  if (!isRecord(value)) return 'default_permissions must be an object';
  const permissions: Record<string, SimulatedAccessLevel> = {};
  for (const [name, wanted] of Object.entries(value)) {
    const level = permissionLevels[name]?.find((one) => one === wanted);
    if (level === undefined) return `default_permissions: ${name} is not a permission of that level`;
    permissions[name] = level;
  }
  return permissions;
}

/** The manifest, or what is wrong with it. */
function readManifest(text: string): Manifest | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'the manifest is not JSON';
  }
  if (!isRecord(value)) return 'the manifest is not an object';
  const { name, url, redirect_url: redirectUrl, hook_attributes: hook, default_events: events = [] } = value;
  if (!isUrl(url)) return 'url is missing or not an address';
  if (!isUrl(redirectUrl)) return 'redirect_url is missing or not an address';
  if (typeof name !== 'string' || name === '' || name.length > maxNameLength)
    return `name must have 1 to ${maxNameLength} characters`;
  const hookUrl = isRecord(hook) ? hook['url'] : undefined;
  if (hook !== undefined && !isUrl(hookUrl)) return 'hook_attributes.url is missing or not an address';
  if (!Array.isArray(events) || !events.every((event) => typeof event === 'string'))
    return 'default_events must be a list';
  const { callback_urls: callbackUrls = [] } = value;
  if (!Array.isArray(callbackUrls) || callbackUrls.length > 10 || !callbackUrls.every(isUrl))
    return 'callback_urls must be a list of at most 10 addresses';
  const permissions = readPermissions(value['default_permissions']);
  if (typeof permissions === 'string') return permissions;
  const isActive = isRecord(hook) && hook['active'] !== false;
  return {
    name,
    url,
    redirectUrl,
    hookUrl: isActive && isUrl(hookUrl) ? hookUrl : undefined,
    callbackUrls,
    isPublic: value['public'] === true,
    events,
    permissions,
  };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}

function page(status: number, body: string): SimulatorResponse {
  const text = `<!doctype html>\n<meta charset="utf-8">\n<title>Register a GitHub App</title>\n${body}\n`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: Buffer.from(text) };
}

function refuse(problem: string): SimulatorResponse {
  return page(422, `<p>GitHub does not accept this manifest: ${escapeHtml(problem)}.</p>`);
}

function readForm({ body }: SimulatorRequest): URLSearchParams {
  return new URLSearchParams(Buffer.from(body).toString('utf8'));
}

function field(name: string, value: string): string {
  return `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`;
}

/** The page with the name of the App and one button. `organization`: whose App it will be; the person's own without it. */
function showForm(world: World, request: SimulatorRequest): SimulatorResponse {
  const { organization } = request.params;
  const text = readForm(request).get('manifest') ?? '';
  const manifest = readManifest(text);
  if (typeof manifest === 'string') return refuse(manifest);
  if (organization !== undefined && findAccount(world, organization)?.type !== 'Organization')
    return page(404, '<p>Not Found</p>');
  const people = [...world.accounts.values()].filter(({ type }) => type === 'User');
  const options = people.map(({ login }) => `<option>${escapeHtml(login)}</option>`).join('');
  return page(
    200,
    `<form method="post" action="${createPath}">
${field('manifest', text)}
${field('state', request.url.searchParams.get('state') ?? '')}
${organization === undefined ? '' : field('organization', organization)}
<label>Signed in as <select name="as">${options}</select></label>
<label>GitHub App name <input name="name" value="${escapeHtml(manifest.name)}"></label>
<button>Create GitHub App for ${escapeHtml(organization ?? 'your account')}</button>
</form>`,
  );
}

function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

function nextId(taken: Iterable<number>, first: number): number {
  return Math.max(first - 1, ...taken) + 1;
}

async function registerApp(
  world: World,
  { manifest, name, owner }: { readonly manifest: Manifest; readonly name: string; readonly owner: Account },
): Promise<App> {
  const id = nextId(world.apps.keys(), firstIds.app);
  const slug = slugOf(name);
  const keys = await createPemPair();
  const botId = nextId(world.accounts.keys(), firstIds.account);
  const secret = randomBytes(20).toString('hex');
  const app: App = {
    id,
    clientId: `Iv23li${String(id).padStart(14, '0')}`,
    clientSecret: newClientSecret(),
    callbackUrls: manifest.callbackUrls,
    slug,
    name,
    ownerId: owner.id,
    botId,
    isPublic: manifest.isPublic,
    permissions: { metadata: 'read', ...manifest.permissions },
    events: manifest.events,
    webhook:
      manifest.hookUrl === undefined ? undefined : { id: firstIds.hook + id, url: manifest.hookUrl, secret },
    ...keys,
    createdAt: world.clock.now(),
  };
  world.accounts.set(botId, { id: botId, login: botLoginOf(app), type: 'Bot' });
  world.apps.set(id, app);
  return app;
}

/** The click on "Create GitHub App": the browser goes back with a code. */
async function create(world: World, request: SimulatorRequest): Promise<SimulatorResponse> {
  const form = readForm(request);
  const manifest = readManifest(form.get('manifest') ?? '');
  if (typeof manifest === 'string') return refuse(manifest);
  const name = form.get('name') || manifest.name;
  const person = findAccount(world, form.get('as') ?? '');
  const owner = form.has('organization') ? findAccount(world, form.get('organization') ?? '') : person;
  if (person?.type !== 'User' || owner === undefined || owner.type === 'Bot')
    return page(404, '<p>Not Found</p>');
  if (name.length > maxNameLength || slugOf(name) === '') return refuse('the name cannot be used');
  if ([...world.apps.values()].some(({ slug }) => slug === slugOf(name)))
    return page(422, '<p>Name has already been taken.</p>');
  const app = await registerApp(world, { manifest, name, owner });
  const code = randomBytes(20).toString('hex');
  world.appCodes.set(code, { appId: app.id, expiresAt: world.clock.now() + codeLifetimeMs });
  const location = new URL(manifest.redirectUrl);
  location.searchParams.set('code', code);
  const state = form.get('state') ?? '';
  if (state !== '') location.searchParams.set('state', state);
  return { status: 302, headers: { location: location.href } };
}

export const appManifestRoutes: readonly SimulatorRoute[] = [
  { id: 'web/app-form', surface: 'git', method: 'POST', path: '/settings/apps/new', handle: showForm },
  {
    id: 'web/organization-app-form',
    surface: 'git',
    method: 'POST',
    path: '/organizations/{organization}/settings/apps/new',
    handle: showForm,
  },
  { id: 'web/create-app', surface: 'git', method: 'POST', path: createPath, handle: create },
  apiRoute({
    id: 'apps/create-from-manifest',
    method: 'POST',
    path: '/app-manifests/{code}/conversions',
    caller: 'any',
    handle({ world, param }) {
      const code = param('code');
      const found = world.appCodes.get(code);
      world.appCodes.delete(code);
      const app = world.apps.get(found?.appId ?? 0);
      if (found === undefined || app === undefined || world.clock.now() > found.expiresAt)
        return notFound('/apps/apps#create-a-github-app-from-a-manifest');
      return json(201, showConversion(world, { app, clientSecret: app.clientSecret }));
    },
  }),
];
