/** The frame of every page: head, skip link, navigation, person, and the page's own content in `main`. */
import type { WorkspaceRole } from '../domain/roles/decide-role.ts';
import { document, type Href, type Html, hash, html, path, scriptTags } from './html.ts';

/** Files that pages load. */
export interface AssetPaths {
  readonly css: Href;
  readonly icon: Href;
  readonly scripts: readonly Href[];
}

/** A link of the navigation. */
interface NavLink {
  readonly text: string;
  readonly href: Href;
  readonly isCurrent: boolean;
}

/** The person who looks, and the place. */
export interface Viewer {
  readonly login: string;
  /** `undefined` on pages that belong to no workspace. */
  readonly workspace?:
    | { readonly id: string; readonly name: string; readonly role: WorkspaceRole }
    | undefined;
  readonly nav: readonly NavLink[];
}

export interface PageFrame {
  readonly assets: AssetPaths;
  /** `undefined`: not signed in. */
  readonly viewer: Viewer | undefined;
  /** Of the changes that the page shows at once; `undefined`: it stays as it is. */
  readonly events?: Href | undefined;
}

export interface PageContent {
  /** Of the document, and the heading. */
  readonly title: string;
  /** Below the heading. */
  readonly body: Html;
}

function renderNav({ workspace, nav, login }: Viewer): Html {
  return html`${workspace && html`<a class="workspace" href="${path`/w`}" title="Other workspaces">${workspace.name}</a>`}<ul>${nav.map(
    ({ text, href, isCurrent }) =>
      html`<li>${isCurrent ? html`<a href="${href}" aria-current="page">${text}</a>` : html`<a href="${href}">${text}</a>`}</li>`,
  )}</ul><a class="person" href="${path`/account`}">${login}</a>`;
}

export function renderDocument({ title, body }: PageContent, { assets, viewer, events }: PageFrame): string {
  const where = viewer?.workspace === undefined ? '' : ` · ${viewer.workspace.name}`;
  const head = html`<title>${title}${where} · Atmos Pro</title><link rel="icon" type="image/svg+xml" href="${assets.icon}"><link rel="stylesheet" href="${assets.css}">`;
  const header = html`<a class="skip" href="${hash('main')}">Skip to content</a><header><nav aria-label="Pages"><a class="home" href="${path`/`}">Atmos Pro</a>${viewer && renderNav(viewer)}</nav></header>`;
  const main = html`<main id="main" tabindex="-1"><h1 id="title">${title}</h1>${body}</main>`;
  const scripts = scriptTags(events === undefined ? [] : assets.scripts);
  const inner = html`${header}${main}<p id="live" role="status"></p>${scripts}`;
  return document(
    head,
    events === undefined ? html`<body>${inner}</body>` : html`<body data-events="${events}">${inner}</body>`,
  );
}
