/** Recognizes admins by the hash of their token. */
import { timingSafeEqual } from 'node:crypto';
import type { AdminTokenConfig, ServerConfig } from '../config/config.ts';
import { hashAdminToken, isAdminToken } from './admin-token.ts';

/** A person or program that the configuration trusts by name; no job. */
export type Admin = Pick<AdminTokenConfig, 'name' | 'workspaces'>;

export interface AdminTokens {
  /** `undefined`: not a known token. Takes equally long either way. */
  recognise(token: string): Admin | undefined;
}

export function createAdminTokens({ adminTokens }: Pick<ServerConfig, 'adminTokens'>): AdminTokens {
  const known = adminTokens.map(({ name, sha256, workspaces }) => ({
    admin: { name, workspaces },
    hash: Buffer.from(sha256, 'hex'),
  }));
  return {
    recognise(token) {
      if (!isAdminToken(token)) return undefined;
      const presented = hashAdminToken(token);
      // All of them are compared, so that the time says nothing about which one it was.
      const matches = known.filter(({ hash }) => timingSafeEqual(hash, presented));
      return matches[0]?.admin;
    },
  };
}

/** How an admin is called in the audit, where other actors are logins of GitHub, which hold no colon. */
export function adminActor({ name }: Admin): string {
  return `admin:${name}`;
}
