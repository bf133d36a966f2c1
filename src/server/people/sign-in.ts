/** Signs people in and out: what happens between GitHub's page and a session of this server. */
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../base/ports.ts';
import { ok, type Refusal, type Result, refuse } from '../../base/result.ts';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import { GitHubFailure } from '../../github/failure.ts';
import type { SignInProof, UserSignIn } from '../../github/user-sign-in.ts';
import { createEntryLimit } from '../audit/entry-limit.ts';
import type { AuditLog } from '../audit/store.ts';
import { type Cookie, createCookie } from './cookies.ts';
import type { PeopleRoles } from './people-roles.ts';
import { buildPersonEntry } from './person-audit.ts';
import { readReturnPath } from './return-path.ts';
import {
  type SessionUser,
  type WebPerson,
  type WebSessionStore,
  webSessionLifetimeMs,
} from './session-table.ts';

/** How long a person may take at GitHub, in milliseconds. */
const signInLifetimeMs = 10 * 60_000;
const secondMs = 1_000;
/** Of the id of a session, in bytes. */
const idLength = 32;
/** Most entries per minute about sign-ins that failed, in this process: anyone with an account at GitHub can cause them. */
const maxRefusalsPerMinute = 10;

/** `no_role`: a user of GitHub whom no workspace gives a role. */
export type SignInProblem = Refusal<'stale' | 'denied' | 'no_role' | 'unavailable'> & {
  /** The user, where GitHub said so. */
  readonly person?: WebPerson | undefined;
};

/** A person with a session. */
export interface SignedIn extends WebPerson {
  readonly idHash: string;
  /** Ids of the workspaces in which an admin has ended the session. */
  readonly endedIn: readonly string[];
}

export interface PeopleDoor {
  /** `to`: the path to return to, from the address. */
  begin(to: string | undefined): Promise<{ readonly url: string; readonly cookie: string }>;
  finish(
    answer: URLSearchParams,
    from: { readonly cookies: string | undefined; readonly traceId: string },
  ): Promise<Result<{ readonly to: string; readonly cookies: readonly string[] }, SignInProblem>>;
  /** The person that the cookies of a request belong to. */
  identify(cookies: string | undefined, by: SessionUser): Promise<SignedIn | undefined>;
  /** Ends this session, or all of the person. Returns the cookie that removes it from the browser. */
  signOut(
    person: SignedIn,
    how: { readonly isEverywhere: boolean; readonly traceId: string },
  ): Promise<string>;
  countSessions(person: WebPerson): Promise<number>;
}

export interface SignInDoorPorts {
  readonly publicUrl: string;
  readonly signIn: UserSignIn;
  readonly notes: {
    write(texts: Readonly<Record<string, string>>, lifetimeMs: number): Promise<string>;
    read(note: string): Promise<Readonly<Record<string, string>> | undefined>;
  };
  readonly sessions: WebSessionStore;
  readonly roles: Pick<PeopleRoles, 'rolesOf' | 'bind'>;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly clock: Clock;
}

const stale: SignInProblem = {
  tag: 'stale',
  message: 'This sign-in has expired or was begun in another browser. Sign in again.',
};

function hashId(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}

/** A session that is known begins: the id is new at each sign-in. */
async function openSession(
  person: WebPerson,
  traceId: string,
  { sessions, cookie }: { readonly sessions: WebSessionStore; readonly cookie: Cookie },
): Promise<string> {
  const id = randomBytes(idLength).toString('base64url');
  const entry = buildPersonEntry(person, {
    ...{ event: 'person.signed_in', outcome: 'allowed', traceId },
    details: {},
  });
  await sessions.open({ idHash: hashId(id), person, entry });
  return cookie.write(id, webSessionLifetimeMs / secondMs);
}

/** Entries about sign-ins that failed, some of them where there are many. */
function createRefusalRecord({ audit, clock }: Pick<SignInDoorPorts, 'audit' | 'clock'>) {
  const limit = createEntryLimit(clock, maxRefusalsPerMinute);
  return async ({ tag, person }: SignInProblem, traceId: string): Promise<void> => {
    const turn = limit.take();
    if (turn === undefined) return;
    const decision = {
      event: 'person.signed_in',
      outcome: tag === 'unavailable' ? 'failed' : 'denied',
      traceId,
      details: { reason: tag, skippedBefore: turn.skippedBefore },
    } as const satisfies AuditEntry;
    await audit.append(person === undefined ? decision : buildPersonEntry(person, decision));
  };
}

async function askGitHub(
  answer: URLSearchParams,
  proof: SignInProof,
  signIn: UserSignIn,
): Promise<Result<WebPerson, SignInProblem>> {
  try {
    const known = await signIn.finish(answer, proof);
    if (known.status === 'refused') return known;
    return ok({ id: String(known.value.id), login: known.value.login });
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    return refuse({ tag: 'unavailable', message: `${error.message} Try again in a minute.` });
  }
}

export function createPeopleDoor(ports: SignInDoorPorts): PeopleDoor {
  const { publicUrl, signIn, notes, sessions, roles } = ports;
  const session = createCookie('atmos_pro', publicUrl);
  const pending = createCookie('atmos_pro_sign_in', publicUrl);
  const recordRefusal = createRefusalRecord(ports);

  async function recognize(
    answer: URLSearchParams,
    proof: SignInProof,
  ): Promise<Result<WebPerson, SignInProblem>> {
    const known = await askGitHub(answer, proof, signIn);
    if (known.status === 'refused') return known;
    const person = known.value;
    await roles.bind(person);
    if ((await roles.rolesOf(person.id)).length > 0) return known;
    const message = `${person.login} (id ${person.id}) has no role in any workspace. Ask an owner of the server to add you under people of a workspace.`;
    return refuse({ tag: 'no_role', message, person });
  }

  return {
    async begin(to) {
      const { url, proof } = await signIn.begin();
      const note = await notes.write({ ...proof, to: readReturnPath(to, publicUrl) }, signInLifetimeMs);
      return { url, cookie: pending.write(note, signInLifetimeMs / secondMs) };
    },
    async finish(answer, { cookies, traceId }) {
      const note = await notes.read(pending.read(cookies) ?? '');
      const { state, verifier, to } = note ?? {};
      if (state === undefined || verifier === undefined) return refuse(stale);
      const known = await recognize(answer, { state, verifier });
      if (known.status === 'refused') {
        // An answer that fits no sign-in of this browser is anyone's request.
        if (known.refusal.tag !== 'stale') await recordRefusal(known.refusal, traceId);
        return known;
      }
      const cookie = await openSession(known.value, traceId, { sessions, cookie: session });
      return ok({ to: readReturnPath(to, publicUrl), cookies: [pending.clear(), cookie] });
    },
    async identify(cookies, by) {
      const id = session.read(cookies);
      if (id === undefined) return undefined;
      const idHash = hashId(id);
      const person = await sessions.use(idHash, by);
      return person && { ...person, idHash };
    },
    async signOut({ idHash, id, login }, { isEverywhere, traceId }) {
      const person = { id, login };
      const entry = buildPersonEntry(person, {
        ...{ event: 'person.signed_out', outcome: 'allowed', traceId },
        details: { everywhere: isEverywhere },
      });
      await sessions.end({ personId: person.id, idHash: isEverywhere ? undefined : idHash, entry });
      return session.clear();
    },
    countSessions: (person) => sessions.count(person.id),
  };
}
