/** The part of GitHub's GraphQL schema that the simulator answers: names, types and nullability are GitHub's. */
import { buildSchema, GraphQLError, GraphQLScalarType, type GraphQLSchema } from 'graphql';
import { decodeBase64 } from '../git/strict-base64.ts';
import { commitDefinitions } from './schema-commits.ts';
import { queueDefinitions } from './schema-queues.ts';

const definition = `
scalar DateTime
scalar GitObjectID
scalar URI

type Query {
  node(id: ID!): Node
  nodes(ids: [ID!]!): [Node]!
  rateLimit(dryRun: Boolean = false): RateLimit
  repository(followRenames: Boolean = true, name: String!, owner: String!): Repository
  repositoryOwner(login: String!): RepositoryOwner
  viewer: User!
}

interface Node { id: ID! }

interface RepositoryOwner {
  id: ID!
  login: String!
  url: URI!
  repository(followRenames: Boolean = true, name: String!): Repository
}

type Organization implements Node & RepositoryOwner & Actor {
  id: ID!
  databaseId: Int
  login: String!
  name: String
  url: URI!
  repository(followRenames: Boolean = true, name: String!): Repository
}

type User implements Node & RepositoryOwner & Actor {
  id: ID!
  databaseId: Int
  login: String!
  name: String
  url: URI!
  repository(followRenames: Boolean = true, name: String!): Repository
}

enum RepositoryVisibility { INTERNAL PRIVATE PUBLIC }

type Repository implements Node {
  id: ID!
  branchProtectionRules(after: String, before: String, first: Int, last: Int): BranchProtectionRuleConnection!
  createdAt: DateTime!
  databaseId: Int
  defaultBranchRef: Ref
  isArchived: Boolean!
  isDisabled: Boolean!
  isEmpty: Boolean!
  isFork: Boolean!
  isPrivate: Boolean!
  mergeQueue(branch: String): MergeQueue
  name: String!
  nameWithOwner: String!
  object(expression: String, oid: GitObjectID): GitObject
  owner: RepositoryOwner!
  pullRequest(number: Int!): PullRequest
  pullRequests(
    after: String
    baseRefName: String
    before: String
    first: Int
    headRefName: String
    last: Int
    states: [PullRequestState!]
  ): PullRequestConnection!
  ref(qualifiedName: String!): Ref
  url: URI!
  visibility: RepositoryVisibility!
}

type Ref implements Node {
  id: ID!
  branchProtectionRule: BranchProtectionRule
  name: String!
  prefix: String!
  repository: Repository!
  rules(after: String, before: String, first: Int, last: Int): RepositoryRuleConnection
  target: GitObject
}

interface GitObject {
  id: ID!
  abbreviatedOid: String!
  oid: GitObjectID!
  repository: Repository!
}

type Blob implements Node & GitObject {
  id: ID!
  abbreviatedOid: String!
  byteSize: Int!
  isBinary: Boolean
  isTruncated: Boolean!
  oid: GitObjectID!
  repository: Repository!
  text: String
}

type Tree implements Node & GitObject {
  id: ID!
  abbreviatedOid: String!
  entries: [TreeEntry!]
  oid: GitObjectID!
  repository: Repository!
}

type TreeEntry {
  extension: String
  mode: Int!
  name: String!
  object: GitObject
  oid: GitObjectID!
  path: String
  repository: Repository!
  size: Int!
  type: String!
}

type Commit implements Node & GitObject {
  id: ID!
  abbreviatedOid: String!
  author: GitActor
  authoredDate: DateTime!
  committedDate: DateTime!
  committer: GitActor
  file(path: String!): TreeEntry
  message: String!
  messageBody: String!
  messageHeadline: String!
  oid: GitObjectID!
  parents(after: String, before: String, first: Int, last: Int): CommitConnection!
  repository: Repository!
  signature: GitSignature
  tree: Tree!
  url: URI!
}

type Tag implements Node & GitObject {
  id: ID!
  abbreviatedOid: String!
  name: String!
  oid: GitObjectID!
  repository: Repository!
}

type RateLimit {
  cost: Int!
  limit: Int!
  nodeCount: Int!
  remaining: Int!
  resetAt: DateTime!
  used: Int!
}
`;

let schema: GraphQLSchema | undefined;

/** Padding is required and other characters are not allowed, says GitHub's documentation of `FileChanges`. */
function readBase64(value: unknown): Buffer {
  const bytes = typeof value === 'string' ? decodeBase64(value) : undefined;
  if (bytes === undefined) throw new GraphQLError('Base64String is not RFC 4648 compliant base64');
  return bytes;
}

/** Built once, for the first query. */
export function gitHubSchema(): GraphQLSchema {
  if (schema !== undefined) return schema;
  schema = buildSchema(`${definition}${commitDefinitions}${queueDefinitions}`);
  const base64 = schema.getType('Base64String');
  if (base64 instanceof GraphQLScalarType) base64.parseValue = readBase64;
  return schema;
}
