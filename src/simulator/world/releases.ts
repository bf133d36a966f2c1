/** Releases of a repository. */
export interface Release {
  readonly id: number;
  readonly tag: string;
  /** Branch or commit that the tag was made from. */
  readonly target: string;
  readonly name: string;
  readonly body: string;
  readonly prerelease: boolean;
  readonly authorId: number;
  /** Milliseconds. */
  readonly createdAt: number;
}
