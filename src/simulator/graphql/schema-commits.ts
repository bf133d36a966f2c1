/** The part of GitHub's GraphQL schema about commits, pull requests, branch rules, and the mutation that commits. */

export const commitDefinitions = `
scalar Base64String
scalar GitTimestamp

type PageInfo {
  endCursor: String
  hasNextPage: Boolean!
  hasPreviousPage: Boolean!
  startCursor: String
}

interface Actor { login: String! url: URI! }

type Bot implements Node & Actor {
  id: ID!
  databaseId: Int
  login: String!
  url: URI!
}

type GitActor {
  date: GitTimestamp
  email: String
  name: String
  user: User
}

enum GitSignatureState { INVALID UNKNOWN_KEY UNSIGNED VALID }

interface GitSignature {
  email: String!
  isValid: Boolean!
  payload: String!
  signature: String!
  signer: User
  state: GitSignatureState!
  wasSignedByGitHub: Boolean!
}

type SshSignature implements GitSignature {
  email: String!
  isValid: Boolean!
  payload: String!
  signature: String!
  signer: User
  state: GitSignatureState!
  wasSignedByGitHub: Boolean!
}

type CommitConnection {
  nodes: [Commit]
  pageInfo: PageInfo!
  totalCount: Int!
}

type BranchProtectionRule implements Node {
  id: ID!
  databaseId: Int
  allowsDeletions: Boolean!
  allowsForcePushes: Boolean!
  pattern: String!
  requiresApprovingReviews: Boolean!
  requiresCommitSignatures: Boolean!
  restrictsPushes: Boolean!
}

type BranchProtectionRuleConnection {
  nodes: [BranchProtectionRule]
  pageInfo: PageInfo!
  totalCount: Int!
}

enum RepositoryRuleType { CREATION DELETION FILE_PATH_RESTRICTION NON_FAST_FORWARD PULL_REQUEST REQUIRED_SIGNATURES UPDATE }

type RepositoryRule { type: RepositoryRuleType! }

type RepositoryRuleConnection {
  nodes: [RepositoryRule]
  pageInfo: PageInfo!
  totalCount: Int!
}

enum PullRequestState { CLOSED MERGED OPEN }

type PullRequest implements Node {
  id: ID!
  author: Actor
  baseRefName: String!
  baseRepository: Repository
  body: String!
  createdAt: DateTime!
  fullDatabaseId: String
  headRef: Ref
  headRefName: String!
  headRefOid: GitObjectID!
  headRepository: Repository
  isCrossRepository: Boolean!
  isDraft: Boolean!
  number: Int!
  repository: Repository!
  state: PullRequestState!
  title: String!
  url: URI!
}

type PullRequestConnection {
  nodes: [PullRequest]
  pageInfo: PageInfo!
  totalCount: Int!
}

input CommittableBranch { branchName: String id: ID repositoryNameWithOwner: String }

input CommitMessage { body: String headline: String! }

input FileAddition { contents: Base64String! path: String! }

input FileDeletion { path: String! }

input FileChanges { additions: [FileAddition!] = [] deletions: [FileDeletion!] = [] }

input CreateCommitOnBranchInput {
  branch: CommittableBranch!
  clientMutationId: String
  expectedHeadOid: GitObjectID!
  fileChanges: FileChanges
  message: CommitMessage!
}

type CreateCommitOnBranchPayload {
  clientMutationId: String
  commit: Commit
  ref: Ref
}

type Mutation {
  createCommitOnBranch(input: CreateCommitOnBranchInput!): CreateCommitOnBranchPayload
}
`;
