/** Knows who is in the teams that the configuration names, as GitHub says at most some minutes ago. */
import type { Clock, Logger } from '../../base/ports.ts';
import { type MemberList, nameRoleTeam, type TeamEntry } from '../../domain/roles/decide-role.ts';
import { memberPermissions } from '../../github/access-tokens.ts';
import type { GitHubClient } from '../../github/client.ts';
import { GitHubFailure } from '../../github/failure.ts';
import { listTeamMembers, type MemberPage } from '../../github/team-members.ts';
import type { InstallationIndex } from '../repositories/installation-index.ts';
import { createLeaseCache } from '../repositories/lease-cache.ts';
import type { TokenMinter } from '../repositories/token-minter.ts';
import type { NameBindings } from './session-table.ts';

/** How long a list is used, in milliseconds: who leaves a team is out after this time. */
const listLeaseMs = 5 * 60_000;
/** While GitHub fails, the last list counts for reading up to this age, in milliseconds. */
const maxStaleListMs = 60 * 60_000;
/** A token is replaced this long before it expires, in milliseconds. */
const tokenMarginMs = 5 * 60_000;
/** Pause after GitHub failed, in milliseconds: each request would ask again. */
const failurePauseMs = 15_000;
const maxTeams = 1_000;

export interface MemberListPorts {
  readonly client: GitHubClient;
  readonly minter: Pick<TokenMinter, 'mintOwn'>;
  readonly installations: InstallationIndex;
  readonly bindings: Pick<NameBindings, 'bind'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface MemberLists {
  /** By {@link nameRoleTeam}; a team that GitHub does not show has no members. Never rejects. */
  read(teams: readonly TeamEntry[]): Promise<ReadonlyMap<string, MemberList>>;
}

interface ReadList {
  readonly pages: readonly MemberPage[];
  readonly ids: ReadonlySet<string>;
  readonly at: number;
}

function toReadList(pages: readonly MemberPage[], at: number): ReadList {
  return { pages, ids: new Set(pages.flatMap(({ ids }) => ids)), at };
}

/** GitHub says that there is nothing to see, which is an answer. */
function isInvisible(error: unknown): boolean {
  return error instanceof GitHubFailure && ['not-found', 'forbidden', 'unprocessable'].includes(error.kind);
}

type LoadList = (name: string, known: readonly MemberPage[] | undefined) => Promise<ReadList>;

/** Asks GitHub for the members of a team, by its {@link nameRoleTeam}. */
function createListLoader(ports: MemberListPorts): LoadList {
  const { client, minter, installations, bindings, clock, logger } = ports;
  const tokens = createLeaseCache(
    {
      maxEntries: maxTeams,
      load: (key) =>
        minter.mintOwn('read members of teams', {
          installationId: Number(key),
          repositoryIds: 'all',
          permissions: memberPermissions,
        }),
      validUntil: ({ expiresAt }) => expiresAt - tokenMarginMs,
    },
    clock,
  );

  /** `undefined`: the App is not installed there, or the name belongs to another account than it did. */
  async function findInstallationId(organization: string): Promise<number | undefined> {
    const found = await installations.find({ login: organization, ownerId: undefined });
    if (found === undefined || found.suspended) return undefined;
    const bound = await bindings.bind('organization', organization, found.ownerId);
    if (bound === found.ownerId) return found.id;
    logger.warn('people: the name of an organization belongs to another account now', { organization });
    return undefined;
  }

  return async (name, known) => {
    const [organization = '', slug = ''] = name.split('/');
    try {
      const id = await findInstallationId(organization);
      if (id === undefined) return toReadList([], clock.now());
      const { token } = await tokens.get(String(id));
      const pages = await listTeamMembers({ client }, { token, organization, slug }, known);
      return toReadList(pages, clock.now());
    } catch (error) {
      if (!isInvisible(error)) throw error;
      logger.warn('people: GitHub does not show a team, which has no members then', { team: name, error });
      return toReadList([], clock.now());
    }
  };
}

export function createMemberLists(ports: MemberListPorts): MemberLists {
  const { clock, logger } = ports;
  const load = createListLoader(ports);
  const last = new Map<string, ReadList>();
  const failedAt = new Map<string, number>();
  const lists = createLeaseCache<ReadList>(
    {
      maxEntries: maxTeams,
      async load(name) {
        const list = await load(name, last.get(name)?.pages);
        last.set(name, list);
        return list;
      },
      validUntil: (_, loadedAt) => loadedAt + listLeaseMs,
    },
    clock,
  );

  async function readList(name: string): Promise<MemberList | undefined> {
    const now = clock.now();
    try {
      if (now - (failedAt.get(name) ?? Number.NEGATIVE_INFINITY) >= failurePauseMs)
        return { ids: (await lists.get(name)).ids, isFresh: true };
    } catch (error) {
      failedAt.set(name, now);
      logger.warn('people: the members of a team could not be read', { team: name, error });
    }
    const known = last.get(name);
    return known !== undefined && now - known.at <= maxStaleListMs
      ? { ids: known.ids, isFresh: false }
      : undefined;
  }

  return {
    async read(teams) {
      const names = [...new Set(teams.map(nameRoleTeam))];
      const read = await Promise.all(names.map(async (name) => [name, await readList(name)] as const));
      return new Map(read.flatMap(([name, list]) => (list === undefined ? [] : [[name, list] as const])));
    },
  };
}
