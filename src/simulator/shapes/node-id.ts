/** Global ids of GraphQL, which REST repeats as `node_id`. Opaque to clients; here they can be read back. */

const prefixes = {
  Organization: 'O',
  User: 'U',
  Bot: 'BOT',
  PullRequest: 'PR',
  Issue: 'II',
  IssueComment: 'IC',
  BranchProtectionRule: 'BPR',
  Repository: 'R',
  App: 'A',
  WorkflowRun: 'WFR',
  Team: 'T',
  Deployment: 'DE',
  Environment: 'EN',
  Workflow: 'W',
  CheckRun: 'CR',
  CheckSuite: 'CS',
  Installation: 'I',
  Label: 'LA',
  PullRequestReview: 'PRR',
  Release: 'RE',
  MergeQueue: 'MQ',
} as const;

export type NodeKind = keyof typeof prefixes;

export function nodeIdOf(kind: NodeKind, id: number): string {
  return `${prefixes[kind]}_${Buffer.from(String(id)).toString('base64url')}`;
}

/** `undefined` for anything that is not an id made here. */
export function readNodeId(nodeId: string): { readonly kind: NodeKind; readonly id: number } | undefined {
  const [prefix, encoded = ''] = nodeId.split('_');
  const id = Number(Buffer.from(encoded, 'base64url').toString('utf8'));
  // `Object.keys` loses the type of the keys.
  const kind = (Object.keys(prefixes) as NodeKind[]).find((name) => prefixes[name] === prefix);
  return kind === undefined || !Number.isSafeInteger(id) || id < 1 ? undefined : { kind, id };
}

/** Of a ref, by its full name. */
export function refNodeId(repositoryId: number, ref: string): string {
  return `REF_${Buffer.from(`${repositoryId}:${ref}`).toString('base64url')}`;
}

/** `undefined` for anything that is not the id of a ref. */
export function readRefNodeId(
  nodeId: string,
): { readonly repositoryId: number; readonly ref: string } | undefined {
  const text = nodeId.startsWith('REF_') ? Buffer.from(nodeId.slice(4), 'base64url').toString('utf8') : '';
  const match = /^(\d+):(refs\/.+)$/.exec(text);
  return match === null ? undefined : { repositoryId: Number(match[1]), ref: match[2] ?? '' };
}
