/** The part of GitHub's GraphQL schema that the simulator answers: names, types and nullability are GitHub's. */
import { buildSchema, type GraphQLSchema } from 'graphql';

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
}

interface Node { id: ID! }

interface RepositoryOwner {
  id: ID!
  login: String!
  url: URI!
  repository(followRenames: Boolean = true, name: String!): Repository
}

type Organization implements Node & RepositoryOwner {
  id: ID!
  databaseId: Int
  login: String!
  name: String
  url: URI!
  repository(followRenames: Boolean = true, name: String!): Repository
}

type User implements Node & RepositoryOwner {
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
  createdAt: DateTime!
  databaseId: Int
  defaultBranchRef: Ref
  isArchived: Boolean!
  isDisabled: Boolean!
  isEmpty: Boolean!
  isFork: Boolean!
  isPrivate: Boolean!
  name: String!
  nameWithOwner: String!
  object(expression: String, oid: GitObjectID): GitObject
  owner: RepositoryOwner!
  ref(qualifiedName: String!): Ref
  url: URI!
  visibility: RepositoryVisibility!
}

type Ref implements Node {
  id: ID!
  name: String!
  prefix: String!
  repository: Repository!
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
  committedDate: DateTime!
  file(path: String!): TreeEntry
  message: String!
  oid: GitObjectID!
  repository: Repository!
  tree: Tree!
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

/** Built once, when the first query comes. */
export function gitHubSchema(): GraphQLSchema {
  schema ??= buildSchema(definition);
  return schema;
}
