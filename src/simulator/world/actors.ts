/** The account a token acts as: the App's bot, or the bot of GitHub Actions. */
import type { Account, App, SimulatedAccessToken, World } from './world.ts';

/** The account behind every job's `GITHUB_TOKEN`; its id is the same at github.com. */
export const actionsBot = { id: 41_898_282, login: 'github-actions[bot]' } as const;

/** The account that builds and merges the groups of merge queues; likewise. */
export const mergeQueueBot = { id: 118_344_674, login: 'github-merge-queue[bot]' } as const;

/** How commits name GitHub itself: their committer when it makes and signs them. */
export const webFlow = { name: 'GitHub', email: 'noreply@github.com', login: 'web-flow' } as const;

export function botLoginOf(app: Pick<App, 'slug'>): string {
  return `${app.slug}[bot]`;
}

/** The App of an installation's token; `undefined` for a job's. */
export function appOf(world: World, token: SimulatedAccessToken): App | undefined {
  const installation = world.installations.get(token.installationId ?? 0);
  return installation && world.apps.get(installation.appId);
}

/** The cause of an event: the bearer of a token or a person; `undefined` for GitHub itself. */
export type Causer = SimulatedAccessToken | Account | undefined;

/** The author of this token's comments, commits and pushes. */
export function actorOf(world: World, token: SimulatedAccessToken): Account {
  const app = appOf(world, token);
  const id = app?.botId ?? actionsBot.id;
  return world.accounts.get(id) ?? { id, login: app ? botLoginOf(app) : actionsBot.login, type: 'Bot' };
}

/** The default email address of an account's commits. */
export function emailOf({ id, login }: Pick<Account, 'id' | 'login'>): string {
  return `${id}+${login}@users.noreply.github.com`;
}

/** The account with this email address. */
export function findByEmail(world: World, email: string): Account | undefined {
  const id = /^(\d+)\+.+@users\.noreply\.github\.com$/.exec(email)?.[1];
  return id === undefined ? undefined : world.accounts.get(Number(id));
}
