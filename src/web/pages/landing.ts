/** Renders the page at `/`: what this server is, and where its documents are. It names no workspace, version or user. */
import { type Href, html, path } from '../html.ts';
import type { PageContent } from '../layout.ts';

export interface LandingPageData {
  /** Whether people can sign in. */
  readonly hasDashboard: boolean;
  /** JSON schemas that the server publishes. */
  readonly schemas: readonly { readonly name: string; readonly href: Href }[];
}

export function renderLandingPage({ hasDashboard, schemas }: LandingPageData): PageContent {
  const links: readonly (readonly [href: Href, text: string])[] = [
    ...(hasDashboard ? [[path`/w`, 'Dashboard'] as const] : []),
    [path`/docs`, 'API reference'],
    [path`/openapi.json`, 'API description (OpenAPI)'],
    ...schemas.map(({ name, href }) => [href, `JSON schema ${name}`] as const),
    [path`/readyz`, 'Readiness'],
  ];
  return {
    title: 'Atmos Pro server',
    body: html`<p>This is a self-hosted server for the Atmos Pro API. GitHub Actions jobs and the Atmos CLI use it.</p><ul>${links.map(
      ([href, text]) => html`<li><a href="${href}">${text}</a></li>`,
    )}</ul>`,
  };
}
