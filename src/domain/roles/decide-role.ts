/** Decides which role a person has in a workspace: the highest that an entry of the configuration gives, by immutable ids. */

/** In rising order: reads; acts; also sees the settings and every grant. */
const workspaceRoles = ['member', 'admin', 'owner'] as const;
export type WorkspaceRole = (typeof workspaceRoles)[number];

/** Gives a role to one person. */
export interface PersonEntry {
  readonly kind: 'person';
  readonly role: WorkspaceRole;
  readonly login: string;
  /** Immutable id that the configuration pins; absent: that of the first person who signed in with this login. */
  readonly id?: string | undefined;
}

/** Gives a role to the members of a team, of its child teams too. */
export interface TeamEntry {
  readonly kind: 'team';
  readonly role: WorkspaceRole;
  readonly organization: string;
  readonly slug: string;
}

export type RoleEntry = PersonEntry | TeamEntry;

/** Members of a team by their ids. */
export interface MemberList {
  readonly ids: ReadonlySet<string>;
  /** Whether it is recent enough to act on; otherwise GitHub could not be asked since. */
  readonly isFresh: boolean;
}

export interface RoleFacts {
  /** Ids by login in lower case, as they were at the first sign-in. */
  readonly idsByLogin: ReadonlyMap<string, string>;
  /** Lists by {@link nameRoleTeam}. A team that is missing has no members. */
  readonly members: ReadonlyMap<string, MemberList>;
}

export interface RoleVerdict {
  /** For reading. */
  readonly role: WorkspaceRole | undefined;
  /** For acting: without lists that are not fresh. */
  readonly actingRole: WorkspaceRole | undefined;
}

/** Such as `acme/platform`: GitHub compares both parts without regard to case. */
export function nameRoleTeam({ organization, slug }: Pick<TeamEntry, 'organization' | 'slug'>): string {
  return `${organization}/${slug}`.toLowerCase();
}

/** Whether a role, if there is one, includes what `needed` may do. */
export function includesRole(held: WorkspaceRole | undefined, needed: WorkspaceRole): boolean {
  return held !== undefined && workspaceRoles.indexOf(held) >= workspaceRoles.indexOf(needed);
}

function highest(entries: readonly RoleEntry[]): WorkspaceRole | undefined {
  return workspaceRoles.findLast((role) => entries.some((entry) => entry.role === role));
}

/** `personId`: GitHub's numeric id of the person, in decimal. A login decides nothing. */
export function decideRole(entries: readonly RoleEntry[], personId: string, facts: RoleFacts): RoleVerdict {
  const listOf = (entry: TeamEntry) => facts.members.get(nameRoleTeam(entry));
  const isAbout = (entry: RoleEntry): boolean =>
    entry.kind === 'team'
      ? listOf(entry)?.ids.has(personId) === true
      : (entry.id ?? facts.idsByLogin.get(entry.login.toLowerCase())) === personId;
  const matching = entries.filter(isAbout);
  const fresh = matching.filter((entry) => entry.kind === 'person' || listOf(entry)?.isFresh === true);
  return { role: highest(matching), actingRole: highest(fresh) };
}
