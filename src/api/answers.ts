/**
 * The fields of each answer that a client reads, from the schemas of the routes. The hosted server knows fewer fields than ours, so only what a
 * client cannot do without is required, and unknown fields are ignored. `scripts/validators.ts` generates a validator for
 * each of `answerSchemas`.
 */
import { type Static, type TSchema, Type } from 'typebox';
import type { JsonValue } from '../base/json.ts';
import { errorEnvelope } from './envelope.ts';
import { commitData } from './routes/git-commit.ts';
import { lockData } from './routes/locks.ts';
import { exclusion } from './routes/sts.ts';

/** Most tokens of one answer: one per installation and permission set. */
export const maxTokens = 200;
/** Most repositories of one token, and most exclusions. */
export const maxRepositories = 5_000;

/** Dropped by the validator where it does not fit `schema`, as if the server had left it out. */
function lenient<Schema extends TSchema>(schema: Schema) {
  return Type.Optional(Type.Unsafe<Static<Schema>>({ dropInvalid: schema }));
}

/** Dropped where it is of another type; of the right type it has to fit. */
function typed<Schema extends TSchema & { readonly type: string }>({ type, ...rules }: Schema) {
  return Type.Optional(Type.Unsafe<Static<Schema>>({ dropInvalid: { type }, ...rules }));
}

/** May be absent or null; anything else has to fit. */
function nullable<Schema extends TSchema & { readonly type: string }>(schema: Schema) {
  return Type.Optional(Type.Unsafe<Static<Schema> | null>({ ...schema, type: [schema.type, 'null'] }));
}

const jsonObject = Type.Unsafe<Readonly<Record<string, JsonValue>>>(Type.Object({}));
const error = errorEnvelope.properties;

const answerEnvelope = Type.Object({
  success: lenient(Type.Boolean()),
  errorTag: lenient(error.errorTag),
  errorMessage: lenient(error.errorMessage),
  /** Older text, used where `errorMessage` is empty. */
  error: lenient(Type.String()),
  traceId: lenient(error.traceId),
  context: lenient(jsonObject),
  data: Type.Optional(Type.Unknown()),
});
export type AnswerEnvelope = Static<typeof answerEnvelope>;

/** Of routes whose success says it all. */
const emptyAnswer = Type.Object({});

/** Anything that may be in a header. */
const sessionAnswer = Type.Object({ token: Type.String({ pattern: '^[\\x21-\\x7e]{1,16384}$' }) });
export type SessionAnswer = Static<typeof sessionAnswer>;

/** These go into the configuration of git or the environment, so they must look like what they claim to be. */
const tokenAnswer = Type.Object({
  /** With a port where it has one; empty when the token is not for git. */
  host: nullable(
    Type.String({ pattern: '^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(?::\\d{1,5})?)?$' }),
  ),
  owner: nullable(Type.String({ pattern: '^(?:[A-Za-z0-9][A-Za-z0-9_-]{0,99})?$' })),
  /** Both formats of GitHub and room for another; nothing that could end a header or a line. */
  token: Type.String({ pattern: '^[A-Za-z0-9._~+/=-]{1,4096}$' }),
  expiresAt: lenient(Type.String()),
  repositories: typed(
    Type.Array(Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,99}/[A-Za-z0-9._-]{1,100}$' }), {
      maxItems: maxRepositories,
    }),
  ),
  permissions: Type.Optional(
    Type.Unsafe<Readonly<Record<string, unknown>> | null>({ type: ['object', 'null'] }),
  ),
});

const exclusionAnswer = Type.Object({
  repo: exclusion.properties.repo,
  /** A later server may know further reasons. */
  reason: lenient(Type.String()),
  message: lenient(Type.String()),
});

const mintAnswer = Type.Object({
  tokens: nullable(Type.Array(tokenAnswer, { maxItems: maxTokens })),
  excluded: nullable(Type.Array(exclusionAnswer, { maxItems: maxRepositories })),
});
export type MintAnswer = Static<typeof mintAnswer>;

/** What an id may look like: it goes into files and outputs. */
const grantIdPattern = '^[A-Za-z0-9_.:-]{1,128}$';
const lock = lockData.properties;

const lockFields = {
  key: lenient(lock.key),
  fencingToken: lenient(Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER })),
  expiresAt: lenient(Type.String()),
  outcome: lenient(lock.outcome),
  pending: lenient(lock.pending),
  holder: lenient(Type.Object({ runUrl: lenient(lock.holder.properties.runUrl) })),
};
/** Of any server; only one that renews names the grant. */
const grantAnswer = Type.Object({
  id: typed(Type.String({ pattern: '^[A-Za-z0-9_.:-]{0,128}$' })),
  ...lockFields,
});
export type GrantAnswer = Static<typeof grantAnswer>;
/** Of a server that renews. */
const grantsAnswer = Type.Object({
  locks: Type.Array(Type.Object({ id: Type.String({ pattern: grantIdPattern }), ...lockFields })),
});
export type GrantsAnswer = Static<typeof grantsAnswer>;

/** The facts of a refusal because of another holder. */
const heldFacts = Type.Object({
  lock_id: lenient(Type.String({ pattern: grantIdPattern })),
  run_url: lenient(Type.String()),
  locked_by: lenient(Type.String()),
  position: lenient(Type.Integer()),
});
export type HeldFacts = Static<typeof heldFacts>;

const waitingAnswer = Type.Object({ left: lenient(Type.Boolean()) });
export type WaitingAnswer = Static<typeof waitingAnswer>;

const commitAnswer = Type.Object({
  sha: Type.String({ pattern: '^[0-9a-f]{40}(?:[0-9a-f]{24})?$' }),
  created: lenient(commitData.properties.created),
  comment: lenient(Type.String()),
});
export type CommitReceipt = Static<typeof commitAnswer>;

export const answerSchemas = {
  'answer-envelope': answerEnvelope,
  'empty-answer': emptyAnswer,
  'session-answer': sessionAnswer,
  'mint-answer': mintAnswer,
  'grant-answer': grantAnswer,
  'grants-answer': grantsAnswer,
  'held-facts': heldFacts,
  'waiting-answer': waitingAnswer,
  'commit-answer': commitAnswer,
} as const satisfies Readonly<Record<string, TSchema>>;
