/** Signs short notes that a browser keeps for the server, such as a sign-in that has begun, and reads them back on any replica. */
import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose';
import type { KeyRing } from './key-ring.ts';
import { sessionAlgorithm } from './make-key.ts';

/** Texts by name. A browser can read them. */
type NoteTexts = Readonly<Record<string, string>>;

export interface Notes {
  write(texts: NoteTexts, lifetimeMs: number): Promise<string>;
  /** `undefined`: not of this server, changed, or expired. */
  read(note: string): Promise<NoteTexts | undefined>;
}

/** The type of the JWT, so that no note can pass for a session. */
const noteType = 'atmos-note+jwt';
const secondMs = 1_000;

function keyIdOf(note: string): string | undefined {
  try {
    const { kid } = decodeProtectedHeader(note);
    return kid;
  } catch {
    return undefined;
  }
}

export function createNotes(keys: KeyRing, issuer: string): Notes {
  return {
    async write(texts, lifetimeMs) {
      const key = await keys.current();
      const issuedAt = Math.floor(keys.now() / secondMs);
      return new SignJWT({ texts })
        .setProtectedHeader({ alg: sessionAlgorithm, kid: key.keyId, typ: noteType })
        .setIssuer(issuer)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + lifetimeMs / secondMs)
        .sign(key.sign);
    },
    async read(note) {
      const key = await keys.find(keyIdOf(note) ?? '');
      if (key === undefined) return undefined;
      try {
        const { payload } = await jwtVerify<{ readonly texts: NoteTexts }>(note, key.verify, {
          algorithms: [sessionAlgorithm],
          typ: noteType,
          issuer,
          currentDate: new Date(keys.now()),
          requiredClaims: ['exp', 'texts'],
        });
        return payload.texts;
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
  };
}
