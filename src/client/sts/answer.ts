/** The result of a mint, in the client's view: fields that an older server leaves out are absent. */

/** One installation token and what it reaches. */
export interface GrantedToken {
  /** Host of the repositories, such as `github.com`; with a port where it has one; empty when git is not meant. */
  readonly host: string;
  readonly owner: string;
  readonly token: string;
  /** RFC 3339. */
  readonly expiresAt?: string | undefined;
  /** `owner/name` of each; absent when the server did not say. */
  readonly repositories?: readonly string[] | undefined;
  /** Permission to access level. */
  readonly permissions?: Readonly<Record<string, string>> | undefined;
}

/** A repository that was not granted, with the server's reason code. */
export interface ExcludedSource {
  readonly repo: string;
  readonly reason: string;
  /** The server's explanation, several lines, printable. */
  readonly message?: string | undefined;
}

export interface StsAnswer {
  readonly tokens: readonly GrantedToken[];
  readonly excluded: readonly ExcludedSource[];
}
