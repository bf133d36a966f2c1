/** The bodies that GitHub answers with: JSON, and errors in their one shape. */
import type { SimulatorResponse } from './handler.ts';

const jsonType = 'application/json; charset=utf-8';
/** The page in errors that have no page of their own. */
const documentation = 'https://docs.github.com/rest';

/** A JSON answer. */
export function json(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): SimulatorResponse {
  return { status, headers: { 'content-type': jsonType, ...headers }, body };
}

export interface ErrorDetails {
  /** Anchor or path below docs.github.com/rest. */
  readonly page?: string | undefined;
  readonly errors?: readonly unknown[] | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** `{message, documentation_url, status}`; the status is repeated as a string, as GitHub does. */
export function apiError(status: number, message: string, details: ErrorDetails = {}): SimulatorResponse {
  const body = {
    message,
    errors: details.errors,
    documentation_url: details.page === undefined ? documentation : `${documentation}${details.page}`,
    status: String(status),
  };
  return json(status, body, details.headers);
}

export function notFound(page?: string): SimulatorResponse {
  return apiError(404, 'Not Found', { page });
}

export function badCredentials(): SimulatorResponse {
  return apiError(401, 'Bad credentials');
}

/** 403 for a repository that the token sees without the permission that the operation needs. */
export function notAccessible(page?: string): SimulatorResponse {
  return apiError(403, 'Resource not accessible by integration', { page });
}

export const noContent: SimulatorResponse = { status: 204, headers: {} };
