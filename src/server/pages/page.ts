/** The parts of a page: where it is, who may see it, what it shows, and what it may do. */
import type { WorkspaceRole } from '../../domain/roles/decide-role.ts';
import type { Href } from '../../web/html.ts';
import type { PageContent } from '../../web/layout.ts';
import type { WorkspaceConfig } from '../config/config.ts';
import type { Answer, RefusedAnswer, Streamed } from '../http/answer.ts';
import type { SignedIn } from '../people/index.ts';

export interface PageRequest {
  readonly person: SignedIn;
  readonly params: Readonly<Record<string, string>>;
  /** Each field once. */
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly traceId: string;
}

export interface WorkspaceRequest extends PageRequest {
  readonly workspace: WorkspaceConfig;
  readonly role: WorkspaceRole;
}

/** A page that belongs to the person alone. */
export interface PersonPage {
  readonly scope: 'person';
  /** Pattern of the route. */
  readonly pattern: string;
  read(request: PageRequest): Promise<Answer<PageContent>>;
}

interface PageDownload {
  readonly format: string;
  readonly fileName: string;
  readonly role: WorkspaceRole;
  read(request: WorkspaceRequest): Promise<RefusedAnswer | Streamed>;
}

export interface WorkspacePage {
  readonly scope: 'workspace';
  readonly pattern: string;
  /** Least role that sees it, and that sends its form. */
  readonly role: WorkspaceRole;
  /** In the navigation, where it has a place there. */
  readonly nav?: { readonly text: string; href(workspaceId: string): Href } | undefined;
  /** First words of audit events that change it, or `*`: it is updated at once. */
  readonly topics?: readonly string[] | undefined;
  read(request: WorkspaceRequest): Promise<Answer<PageContent>>;
  /** The same as a file, for those who add `format=` and its name to the address. */
  readonly download?: PageDownload | undefined;
  /** Does what the page's form asks for; the browser goes to the returned address. */
  readonly act?: ((request: WorkspaceRequest, form: URLSearchParams) => Promise<Answer<Href>>) | undefined;
}

export type DashboardPage = PersonPage | WorkspacePage;
