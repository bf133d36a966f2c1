/** No value of a plan, and no part or hash of one, is in its summary: 1,000 plans with secrets wherever a plan has data. */
import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { Value } from 'typebox/value';
import { planSummary } from '../../../../src/api/routes/plan-summary.ts';
import { fingerprintChange } from '../../../../src/domain/drift/fingerprint.ts';
import type { PlanSummary } from '../../../../src/domain/drift/plan-summary.ts';
import { summarize } from './plan-json.ts';

const plans = 1_000;
/** A shorter piece of a secret is in any text. */
const pieceLength = 6;

/** A generator with a seed, so that a failure can be repeated. */
function createChance(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item;
  const text = (letters: string, length: number) => Array.from({ length }, () => pick([...letters])).join('');
  return { below, pick, text };
}
type Chance = ReturnType<typeof createChance>;

const lower = 'abcdefghijklmnopqrstuvwxyz';
const alphanumeric = `${lower}${lower.toUpperCase()}0123456789`;

/** Forms that a program can tell from a name. */
const tokens: readonly ((chance: Chance) => string)[] = [
  ({ text }) => text(alphanumeric, 24),
  ({ text }) => `ghp_${text(alphanumeric, 36)}`,
  ({ text }) => text('0123456789abcdef', 32),
  ({ text }) => `AKIA${text(lower.toUpperCase(), 16)}`,
  ({ text }) => `${text(lower, 8)}@${text(lower, 8)}.example`,
  ({ text }) => `${text(lower, 7)} ${text(lower, 7)}`,
  ({ text }) => `${text(lower, 9)}.${text(lower, 9)}/${text(alphanumeric, 9)}+==`,
  ({ text }) => text(lower, 40),
];
/** Forms that a name has as well. */
const words: readonly ((chance: Chance) => string)[] = [
  ({ text }) => text(lower, 9),
  ({ text }) => `${text(lower, 7)}_${text(lower, 7)}`,
  ({ text }) => `${text(lower.toUpperCase(), 1)}${text(lower, 8)}`,
];

interface World {
  readonly chance: Chance;
  readonly secrets: string[];
}

function secret({ chance, secrets }: World, forms: typeof tokens = [...tokens, ...words]): string {
  const made = chance.pick(forms)(chance);
  secrets.push(made);
  return made;
}

function number({ chance, secrets }: World): number {
  const made = 1_000_000_000 + chance.below(8_999_999_999);
  secrets.push(String(made));
  return made;
}

/** Any value, with secrets in it. */
function value(world: World, depth = 0): unknown {
  const { chance } = world;
  const kind = chance.below(depth > 3 ? 3 : 6);
  if (kind < 2) return secret(world);
  if (kind === 2) return number(world);
  const size = chance.below(4);
  if (kind === 3) return Array.from({ length: size }, () => secret(world));
  // The objects of a list are blocks, or maps with keys that no name looks like.
  if (kind === 4)
    return Array.from({ length: size }, () => ({
      port: number(world),
      source_group: value(world, depth + 1),
      [secret(world, tokens)]: value(world, depth + 1),
    }));
  return Object.fromEntries(Array.from({ length: size }, () => [secret(world), value(world, depth + 1)]));
}

function tags(world: World): Readonly<Record<string, unknown>> {
  return {
    CostCenter: secret(world),
    team: secret(world),
    [secret(world, tokens)]: secret(world),
    ...(world.chance.below(2) === 0 ? { Owner: value(world) } : {}),
  };
}

function attributes(world: World): Readonly<Record<string, unknown>> {
  const own = {
    name: value(world),
    policy: JSON.stringify(value(world)),
    ingress: value(world),
    environment: value(world),
    rule: [{ port: number(world), [secret(world, tokens)]: value(world) }],
  };
  return {
    ...own,
    tags: tags(world),
    tags_all: tags(world),
    secret_map: { [secret(world)]: { [secret(world)]: value(world) } },
  };
}

function change(world: World, actions: readonly string[]): unknown {
  const { chance } = world;
  const [before, after] = [attributes(world), attributes(world)];
  const marks = (): unknown =>
    chance.pick<unknown>([
      {},
      { name: true, secret_map: true },
      { tags: { CostCenter: true }, ingress: [{ port: true }] },
      true,
    ]);
  // The keys of a sensitive map look like names.
  const hidden = () => ({ labels: { [secret(world, words)]: secret(world) } });
  const sensitive = (given: unknown) => (given === true ? true : { ...(given as object), labels: true });
  return {
    actions,
    before: { ...before, ...hidden() },
    after: { ...after, ...hidden() },
    after_unknown: chance.pick<unknown>([
      {},
      { arn: true, ingress: [{ port: true }] },
      { [secret(world, tokens)]: true },
    ]),
    before_sensitive: sensitive(marks()),
    after_sensitive: sensitive(marks()),
    replace_paths: [['name'], [secret(world, tokens), 0], ['tags', secret(world)]],
    importing: { id: secret(world) },
    generated_config: secret(world),
    before_identity: { id: secret(world) },
  };
}

const allActions = [
  ['update'],
  ['update'],
  ['update'],
  ['create'],
  ['delete'],
  ['delete', 'create'],
  ['create', 'delete'],
  ['forget'],
  ['no-op'],
  ['read'],
];

function planned(world: World): unknown {
  const { chance } = world;
  const type = chance.pick([
    'aws_s3_bucket',
    'aws_security_group',
    'kubernetes_manifest',
    secret(world, tokens.slice(4, 7)),
  ]);
  return {
    address: `module.${secret(world)}.${type}.${secret(world)}["${secret(world)}"]`,
    previous_address: secret(world),
    module_address: secret(world),
    mode: 'managed',
    type,
    name: secret(world),
    index: secret(world),
    deposed: secret(world),
    provider_name: 'providers.example/hashicorp/aws',
    action_reason: secret(world),
    change: change(world, chance.pick(allActions)),
  };
}

function makePlan(world: World): string {
  const { chance } = world;
  const list = () => Array.from({ length: chance.below(4) }, () => planned(world));
  const changes = list();
  // Some drift is of the same addresses.
  const drift = [...list(), ...changes.slice(0, 2)];
  return JSON.stringify({
    format_version: '1.2',
    terraform_version: secret(world),
    variables: { [secret(world)]: { value: value(world) } },
    planned_values: { outputs: { [secret(world)]: { value: value(world) } }, root_module: value(world) },
    resource_drift: drift,
    resource_changes: changes,
    output_changes: { [secret(world)]: { actions: ['update'], before: value(world), after: value(world) } },
    prior_state: { values: value(world) },
    configuration: value(world),
    relevant_attributes: [{ resource: secret(world), attribute: [secret(world)] }],
    [secret(world)]: value(world),
  });
}

function hashesOf(text: string): readonly string[] {
  return ['md5', 'sha1', 'sha256'].flatMap((name) => {
    const hash = createHash(name).update(text).digest();
    return [hash.toString('hex').slice(0, 12), hash.toString('base64').slice(0, 10)];
  });
}

function piecesOf(text: string): readonly string[] {
  const folded = text.toLowerCase();
  const count = Math.max(1, folded.length - pieceLength + 1);
  return Array.from({ length: count }, (_, at) => folded.slice(at, at + pieceLength));
}

/** Every text and number of a summary; fingerprints are judged by what they are made of. */
function textOf({ counts, changes, truncated }: PlanSummary): string {
  const shown = changes.flatMap((change) => [
    change.type,
    change.provider,
    change.action,
    change.origin,
    change.resources,
    ...change.attributes,
  ]);
  return [...Object.values(counts), ...shown, truncated].join('\n');
}

/** Pieces of secrets that are in `text`, with their secrets. */
function findLeaks(text: string, secrets: readonly string[]): readonly string[] {
  const known = new Set(piecesOf(text));
  return secrets.flatMap((made) => {
    const coded = [...hashesOf(made), Buffer.from(made).toString('base64').slice(0, 10)];
    const found =
      piecesOf(made).find((piece) => known.has(piece)) ?? coded.find((code) => text.includes(code));
    return found === undefined ? [] : [`${found} of ${made}`];
  });
}

test(`${plans} plans: no secret, no piece and no hash of one`, () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= plans; seed += 1) {
    const world = { chance: createChance(seed), secrets: [] };
    const json = makePlan(world);
    const summary = summarize(json);
    const leaks = findLeaks(textOf(summary), world.secrets);
    // Made of what the summary shows, and of nothing else.
    const wrong = summary.changes.filter((one) => one.fingerprint !== fingerprintChange(one));
    if (leaks.length + wrong.length > 0 || !Value.Check(planSummary, summary))
      throw new Error(`seed ${seed}: ${leaks.join(', ')}: ${JSON.stringify(summary)}`);
    for (const path of summary.changes.flatMap(({ attributes }) => attributes)) seen.add(path);
  }
  // What is wanted is there.
  expect([...seen]).toEqual(
    expect.arrayContaining(['name', 'tags.CostCenter', 'tags.team', 'rule.port', 'labels', 'secret_map']),
  );
});
