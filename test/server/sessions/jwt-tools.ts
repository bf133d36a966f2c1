/** What an attacker needs to take JWTs apart and to put others together. */
import { createHmac } from 'node:crypto';

export interface TakenApart {
  readonly header: Record<string, unknown>;
  readonly payload: Record<string, unknown>;
  readonly text: string;
}

/** A text or a JSON value as a part of a JWT. */
export function encode(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

function decode(part: string | undefined): Record<string, unknown> {
  return JSON.parse(Buffer.from(part ?? '', 'base64url').toString()) as Record<string, unknown>;
}

export function split(token: string): TakenApart {
  const [header, payload] = token.split('.');
  return { header: decode(header), payload: decode(payload), text: token };
}

export function hmac(header: object, payload: object, secret: string | Buffer): string {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

export type Make = () => string | Promise<string>;

export function signatureOf(token: string): string {
  return token.split('.')[2] ?? '';
}

/** Key ids that escape a careless lookup. */
export const kids = [
  '../../../dev/null',
  "x' or '1'='1",
  '__proto__',
  'constructor',
  'a\0b',
  '',
  '/dev/stdin',
  'https://evil.example/key',
  'k'.repeat(5_000),
];
