/**
 * The only door to `@actions/github`: the event that started the job, and GitHub's REST API as an action calls it. The package reads the
 * event and the proxy variables when it is loaded, so it is loaded in the steps that need it, at their first need.
 */
import { readFile, stat } from 'node:fs/promises';
import { ActionError } from '../base/errors.ts';
import type { Fetch } from '../base/ports.ts';
import { isRecord } from '../base/text.ts';
import { version } from '../base/version.ts';
import { type Environment, readVariable } from './environment.ts';

type GitHub = typeof import('@actions/github');

/** Largest event that GitHub sends, in bytes. */
const maxEventBytes = 26_214_400;
/** The version of GitHub's REST API that the requests are written for. */
const apiVersion = '2022-11-28';
/** Whole request, in milliseconds. */
const requestTimeoutMs = 10_000;

let loading: Promise<GitHub> | undefined;

/** Throws INPUT_FILE_UNUSABLE when the file of the event is missing, too large or not a JSON object. */
export async function checkEventFile(environment: Environment): Promise<void> {
  const path = readVariable('GITHUB_EVENT_PATH', environment);
  if (path === undefined) return;
  try {
    if ((await stat(path)).size > maxEventBytes) throw new Error(`larger than ${maxEventBytes} bytes`);
    const payload: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (!isRecord(payload)) throw new Error('not a JSON object');
  } catch (cause) {
    throw new ActionError('INPUT_FILE_UNUSABLE', `The event of the job cannot be read: ${path}.`, {
      hint: 'The runner sets GITHUB_EVENT_PATH. Check for an earlier step that overwrites it.',
      cause,
    });
  }
}

/** Loads the package while the variable is hidden: a missing event makes it print, a broken one makes it throw. */
async function importWithoutEvent(): Promise<GitHub> {
  const path = process.env['GITHUB_EVENT_PATH'];
  delete process.env['GITHUB_EVENT_PATH'];
  try {
    return await import('@actions/github');
  } finally {
    if (path !== undefined) process.env['GITHUB_EVENT_PATH'] = path;
  }
}

/** A broken event must not keep a step from calling GitHub. */
async function importGitHub(environment: Environment): Promise<GitHub> {
  const isUsable = await checkEventFile(environment).then(
    () => true,
    () => false,
  );
  return isUsable ? import('@actions/github') : importWithoutEvent();
}

/** `environment` is that of the process: the package reads no other. */
export function loadGitHub(environment: Environment): Promise<GitHub> {
  loading ??= importGitHub(environment);
  return loading;
}

export interface GitHubCall {
  /** Base URL of the REST API, such as `https://ghes.example/api/v3`. */
  readonly apiUrl: string;
  /** A secret. */
  readonly token: string;
}

interface GitHubPorts {
  readonly environment: Environment;
  readonly fetch: Fetch;
}

/** The package chooses the proxy for the job's own GitHub only; requests to another one go through the step's `fetch`. */
function toWebFetch(fetch: Fetch): typeof globalThis.fetch {
  return async (url, { headers } = {}) => {
    const { status, body } = await fetch({
      method: 'DELETE',
      url: String(url),
      headers: Object.fromEntries(new Headers(headers)),
      timeoutMs: requestTimeoutMs,
    });
    return new Response(body === '' ? null : body, { status });
  };
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Whether GitHub answered, with a status that Octokit takes for a failure. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('response' in error) || error.response === undefined) return undefined;
  return 'status' in error && typeof error.status === 'number' ? error.status : undefined;
}

/**
 * Ends an installation's access token with itself. Returns GitHub's status, whatever it is; follows no redirect. Rejects with
 * REMOTE_UNREACHABLE when there is no answer within 10 seconds.
 */
export async function deleteInstallationToken(
  { apiUrl, token }: GitHubCall,
  { environment, fetch }: GitHubPorts,
): Promise<number> {
  const { context, getOctokit } = await loadGitHub(environment);
  const isOwn = new URL(apiUrl).origin === new URL(context.apiUrl).origin;
  const octokit = getOctokit(token, {
    baseUrl: apiUrl,
    userAgent: `atmos-pro-actions/${version}`,
    log: silent,
    ...(isOwn ? {} : { request: { fetch: toWebFetch(fetch) } }),
  });
  const signal = AbortSignal.timeout(requestTimeoutMs);
  try {
    const { status } = await octokit.request('DELETE /installation/token', {
      headers: { 'x-github-api-version': apiVersion },
      request: { signal, redirect: 'manual', log: silent },
    });
    return status;
  } catch (error) {
    const status = statusOf(error);
    if (status !== undefined) return status;
    const message = error instanceof Error ? error.message : '';
    const reason = signal.aborted ? `no response within ${requestTimeoutMs / 1_000} s` : message;
    throw new ActionError(
      'REMOTE_UNREACHABLE',
      `DELETE ${apiUrl}/installation/token failed: ${reason || 'no connection'}.`,
      { cause: error, retry: {} },
    );
  }
}
