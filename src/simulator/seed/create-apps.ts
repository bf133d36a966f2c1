/** Makes the Apps of a seed with their keys, and their installations. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { ActionError } from '../../base/errors.ts';
import { botLoginOf } from '../world/actors.ts';
import { newClientSecret } from '../world/client-secret.ts';
import { createIdSource, firstIds } from '../world/ids.ts';
import type { SimulatedPermissions } from '../world/permissions.ts';
import { createPemPair, type PemPair } from '../world/signing-keys.ts';
import { type App, findAccount, findRepository, type World } from '../world/world.ts';
import type { AppSeed, InstallationSeed, WorldSeed } from './seed-types.ts';

function readPemPair(app: AppSeed, privateKey: string): PemPair {
  try {
    const key = createPrivateKey(privateKey);
    if (key.asymmetricKeyType !== 'rsa') throw new Error(`Expected type rsa, got ${key.asymmetricKeyType}.`);
    return { privateKey, publicKey: createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString() };
  } catch (cause) {
    throw new ActionError(
      'INPUT_CONFIG_INVALID',
      `private_key of App "${app.slug}" is not an RSA key in PEM.`,
      {
        cause,
      },
    );
  }
}

/** GitHub gives every App `metadata: read`. */
function withMetadata(permissions: SimulatedPermissions): SimulatedPermissions {
  return { metadata: 'read', ...permissions };
}

async function createApp(world: World, seed: AppSeed, id: number): Promise<App> {
  const keys = seed.private_key === undefined ? await createPemPair() : readPemPair(seed, seed.private_key);
  const owner = findAccount(world, seed.owner ?? '') ?? [...world.accounts.values()][0];
  return {
    id,
    clientId: seed.client_id ?? `Iv23li${String(id).padStart(14, '0')}`,
    clientSecret: seed.client_secret ?? newClientSecret(),
    callbackUrls: seed.callback_urls,
    slug: seed.slug,
    name: seed.name ?? seed.slug,
    ownerId: owner?.id ?? 0,
    botId: findAccount(world, botLoginOf(seed))?.id ?? 0,
    isPublic: seed.public ?? true,
    permissions: withMetadata(seed.permissions ?? {}),
    events: seed.events ?? [],
    webhook:
      seed.webhook === undefined
        ? undefined
        : { id: firstIds.hook + id, url: seed.webhook.url, secret: seed.webhook.secret },
    ...keys,
    createdAt: world.clock.now(),
  };
}

export async function createApps(world: World, seed: WorldSeed): Promise<void> {
  const seeds = seed.apps ?? [];
  const nextId = createIdSource(
    firstIds.app,
    seeds.map(({ id }) => id),
  );
  const apps = await Promise.all(seeds.map((app) => createApp(world, app, app.id ?? nextId())));
  for (const app of apps) world.apps.set(app.id, app);
}

function createInstallation(world: World, seed: InstallationSeed, id: number): void {
  const app = [...world.apps.values()].find(({ slug }) => slug === seed.app);
  const account = findAccount(world, seed.account);
  if (app === undefined || account === undefined) return;
  const { repositories: selected = 'all' } = seed;
  const repositoryIds = (selected === 'all' ? [] : selected).flatMap((fullName) => {
    const [owner = '', name = ''] = fullName.split('/');
    return findRepository(world, owner, name)?.id ?? [];
  });
  if (seed.rate_limits !== undefined) world.rateLimits.byInstallation.set(id, seed.rate_limits);
  world.installations.set(id, {
    id,
    appId: app.id,
    accountId: account.id,
    selection: selected === 'all' ? 'all' : 'selected',
    repositoryIds: new Set(repositoryIds),
    permissions: seed.permissions === undefined ? app.permissions : withMetadata(seed.permissions),
    suspendedAt: seed.suspended === true ? world.clock.now() : undefined,
    createdAt: world.clock.now(),
  });
}

/** Apps, accounts and repositories must exist. */
export function createInstallations(world: World, seed: WorldSeed): void {
  const seeds = seed.installations ?? [];
  const nextId = createIdSource(
    firstIds.installation,
    seeds.map(({ id }) => id),
  );
  for (const installation of seeds) createInstallation(world, installation, installation.id ?? nextId());
}
