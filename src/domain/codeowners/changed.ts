/** Decides whether a commit changes CODEOWNERS: only then do errors in it count. */

/** The file that GitHub reads on a commit. */
export interface OwnersVersion {
  readonly path: string;
  /** Of its content. */
  readonly blobId: string;
}

/**
 * `head`, `base`: as the commit and its base branch have it; `undefined`: there is none. Errors that the base branch has already, such as
 * those of an owner who left, must not fail every pull request.
 */
export function changesOwners(head: OwnersVersion | undefined, base: OwnersVersion | undefined): boolean {
  return head !== undefined && (head.path !== base?.path || head.blobId !== base.blobId);
}
