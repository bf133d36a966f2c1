/** Calls GraphQL's `createCommitOnBranch` in a scene. */
import type { CommitScene } from './commit-world.ts';

const mutation = `mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) {
  clientMutationId
  ref { name }
  commit { oid messageHeadline messageBody parents(first: 5) { nodes { oid } }
    author { name email user { login } } committer { name email }
    signature { isValid state wasSignedByGitHub signer { login } } } } }`;

/** One of `fileChanges.additions`. */
export function fileAddition(path: string, text = 'new\n') {
  return { path, contents: Buffer.from(text).toString('base64') };
}

/** A change of `main.tf` on `feature` and its head, unless `input` says otherwise; the answer's body. */
export async function commitOnBranch(
  scene: CommitScene,
  input: Readonly<Record<string, unknown>> = {},
  token = scene.writer,
) {
  const variables = {
    input: {
      branch: { repositoryNameWithOwner: 'acme/infra', branchName: 'feature' },
      expectedHeadOid: await scene.headOf('feature'),
      message: { headline: 'Format', body: 'By hand.' },
      fileChanges: { additions: [fileAddition('main.tf')] },
      ...input,
    },
  };
  return (await scene.gitHub.graphql(mutation, { token, variables })).body;
}
