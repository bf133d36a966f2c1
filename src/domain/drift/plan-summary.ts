/**
 * The summary of a plan: what it changes, without values. Made in the job, sent with a status (docs/wire.md#plan-summary), kept by the server.
 * Its parts are names from provider schemas, counts, and names of tags and labels. It has no values, addresses or hashes of values.
 */

export const planActions = ['create', 'update', 'delete', 'replace', 'forget'] as const;
export type PlanAction = (typeof planActions)[number];

/** `drift`: changed outside Terraform. `config`: changed in the configuration, or not known to have drifted. */
export const changeOrigins = ['drift', 'config'] as const;
export type ChangeOrigin = (typeof changeOrigins)[number];

export interface PlanChange {
  /** Resource type, such as `aws_s3_bucket`. */
  readonly type: string;
  /** Namespace and type, such as `hashicorp/aws`. */
  readonly provider: string;
  readonly action: PlanAction;
  /** Paths such as `tags.CostCenter` or `ingress.cidr_blocks`, sorted, each once. Empty for a whole resource. */
  readonly attributes: readonly string[];
  readonly origin: ChangeOrigin;
  /** How many resources change like this. */
  readonly resources: number;
  /** SHA-256 of type, action and attributes. */
  readonly fingerprint: string;
}

/** Resources by what is planned for them, and `drift`: resources that changed outside Terraform. */
export type PlanCounts = Readonly<Record<PlanAction | 'drift', number>>;

export interface PlanSummary {
  readonly version: 1;
  readonly counts: PlanCounts;
  /** One for each fingerprint and origin. */
  readonly changes: readonly PlanChange[];
  /** Whether something was left out, such as changes over a limit. */
  readonly truncated: boolean;
}

/** Bounds of a summary, the same in the job and on the server. */
export const planLimits = {
  changes: 200,
  attributes: 50,
  /** Of one path, in characters. */
  attributeLength: 200,
  /** Of one path. */
  segments: 8,
  /** Of a name in a path, and of a type. */
  nameLength: 64,
  providerLength: 128,
  count: 1_000_000,
  /** Of the summary as JSON: the rest of a status fits into the 64 KiB of a request beside it. */
  bytes: 60 * 1024,
} as const;

const name = `[A-Za-z_][A-Za-z0-9_-]{0,${planLimits.nameLength - 1}}`;

/** As sources of regular expressions, for the schema of the request. */
export const planPatterns = {
  type: `^${name}$`,
  provider: '^[A-Za-z0-9][A-Za-z0-9_-]*/[A-Za-z0-9][A-Za-z0-9_-]*$',
  attribute: `^${name}(\\.${name}){0,${planLimits.segments - 1}}$`,
} as const;
