/** `atmos-pro github-app create`: GitHub's manifest flow with a page on this machine. Prints no secret. */
import { setGlobalProxyFromEnv } from 'node:http';
import { ActionError } from '../../base/errors.ts';
import { cleanLine } from '../../base/text.ts';
import { convertManifestCode, type RegisteredApp } from '../../github/app-manifest.ts';
import { resolveGitHubUrls } from '../../server/config/github-urls.ts';
import { waitForEndSignal } from '../signals.ts';
import { reserveAppFiles } from './app-files.ts';
import { describeAccounts } from './choices.ts';
import { openLoopbackPage } from './loopback-page.ts';
import { buildManifest, renderAppPermissions, settingsPath } from './manifest.ts';
import { type AppRequest, type ManifestOptions, readAppRequest } from './manifest-options.ts';
import { renderManifestForm } from './render-page.ts';

/** GitHub: all steps must be completed within one hour. */
const flowTimeoutMs = 60 * 60_000;

export interface CreateAppOptions extends ManifestOptions {
  readonly directory: string;
  readonly port: number;
}

function describeTarget(request: AppRequest): readonly string[] {
  const { name, organization, accounts } = request;
  const owner = organization === undefined ? 'your personal account' : `the organization ${organization}`;
  return [`Creates the GitHub App "${name}" for ${owner}.`, describeAccounts(accounts, organization)];
}

/** Throws INPUT_INVALID for an App that landed on another account: its key must not be used by accident. */
function checkOwner({ organization, serverUrl }: AppRequest, app: RegisteredApp): void {
  const isAsked =
    organization === undefined
      ? app.ownerType === 'User'
      : app.owner.toLowerCase() === organization.toLowerCase();
  if (isAsked) return;
  const owner = app.ownerType === 'User' ? undefined : app.owner;
  throw new ActionError(
    'INPUT_INVALID',
    `Expected the App to belong to ${organization ?? 'a user'}, and it belongs to ${cleanLine(app.owner)}. No file was written.`,
    {
      hint: `Delete the App at ${serverUrl}${settingsPath(owner)}/${encodeURIComponent(app.slug)}/advanced, then retry.`,
    },
  );
}

function renderForm(
  request: AppRequest,
  form: { readonly state: string; readonly returnUrl: string },
): string {
  const { serverUrl, organization, features } = request;
  return renderManifestForm({
    title: 'Create the GitHub App of your Atmos Pro server',
    paragraphs: describeTarget(request),
    permissions: renderAppPermissions(features),
    action: `${serverUrl}${settingsPath(organization)}/new?state=${form.state}`,
    manifest: JSON.stringify(buildManifest({ ...request, redirectUrl: form.returnUrl })),
  });
}

function renderResult(app: RegisteredApp, files: readonly string[]): string {
  const [slug, owner, url] = [app.slug, app.owner, app.url].map(cleanLine);
  return `Created the GitHub App ${slug} (id ${app.id}), owned by ${owner}.
Wrote ${files.join(', ')}. Only you can read them. GitHub does not show the private key again.

Next:
1. Install the App: ${url}/installations/new
2. Write the configuration file: atmos-pro config init
`;
}

/** Rejects with INPUT_MISSING when the user gives up or the hour is over. */
async function waitUntil(finished: Promise<void>, interrupted: Promise<unknown>): Promise<void> {
  const waiting = new AbortController();
  const gaveUp = async (reason: Promise<unknown>, message: string) => {
    await reason;
    throw new ActionError('INPUT_MISSING', `${message} No file was written.`);
  };
  const timeout = new Promise((resolve) => {
    const timer = setTimeout(resolve, flowTimeoutMs);
    waiting.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  try {
    await Promise.race([
      finished,
      gaveUp(interrupted, 'Interrupted before GitHub created the App.'),
      gaveUp(timeout, 'GitHub did not create the App within an hour.'),
    ]);
  } finally {
    waiting.abort();
  }
}

export async function createApp(options: CreateAppOptions): Promise<void> {
  const request = readAppRequest(options);
  const { serverUrl } = request;
  const { apiUrl } = resolveGitHubUrls({ serverUrl });
  setGlobalProxyFromEnv();
  // Listens before there are files to remove.
  const interrupted = waitForEndSignal();
  using files = reserveAppFiles(options.directory);
  let result = '';
  await using page = await openLoopbackPage(options.port, {
    renderForm: (form) => renderForm(request, form),
    async finish(code) {
      const app = await convertManifestCode(
        { apiUrl, code, userAgent: 'atmos-pro' },
        { fetch: globalThis.fetch, now: () => Date.now() },
      );
      checkOwner(request, app);
      result = renderResult(
        app,
        files.keep(app, { serverUrl, hasDashboard: request.features.includes('dashboard') }),
      );
      return 'The terminal shows what to do next. You can close this page.';
    },
  });
  process.stdout.write(`${describeTarget(request).join('\n')}

Open this page in a browser on this machine, within an hour:

${page.url}

`);
  await waitUntil(page.finished, interrupted);
  process.stdout.write(result);
}
