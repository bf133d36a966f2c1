/** One configuration of Atmos as files, and what the Atmos CLI reads from it. */

export interface AtmosLayout {
  readonly title: string;
  /** Below a directory with `repo`, a git work tree in which Atmos runs, and `home`. A text that starts with `-> ` is a link. */
  readonly files: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Where Atmos runs, below `repo`. */
  readonly directory?: string | undefined;
  /** `--profile` of the CLI. */
  readonly profiles?: readonly string[] | undefined;
  /** What `settings.pro` has; `refused` if Atmos fails. */
  readonly expected: { readonly workspaceId?: string; readonly endpoint?: string } | 'refused';
}

/** A file that sets the workspace. */
export const pro = (workspaceId: string) => `settings: {pro: {workspace_id: ${workspaceId}}}\n`;
/** A file that sets the endpoint. */
export const endpoint = (value: string) => `settings: {pro: {endpoint: ${value}}}\n`;
export const base = pro('ws_base');
export const ci = { ATMOS_PROFILE: 'ci' };
