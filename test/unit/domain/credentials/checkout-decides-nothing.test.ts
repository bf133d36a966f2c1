/** No file of a checkout, however shaped, changes where credentials go: thousands of generated configurations through the whole reading. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ActionError } from '../../../../src/base/errors.ts';
import { loadAtmosConfig } from '../../../../src/domain/atmos-config/load-atmos-config.ts';
import {
  decideDestination,
  decideRevocation,
  decideTokenEnv,
  defaultDestination,
  defaultTokenEnv,
} from '../../../../src/domain/credentials/decide-destination.ts';
import { memoryFiles } from '../atmos-config/memory-files.ts';

const evil = 'https://attacker.example';
/** Mostly what reads well: a file that is not YAML says nothing. */
const value = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      evil,
      `${evil}/`,
      'https://atmos-pro.com',
      'https://ATMOS-PRO.com:443',
      'api/v1',
      'x',
    ),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom('atmos-pro.com', 'BASH_ENV', 'LD_PRELOAD', 'sts.amazonaws.com', 'evil/v1'),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'https://atmos-pro.com.attacker.example',
      'https://atmos-pro.com@attacker.example',
      '!env ATMOS_EVIL',
      '!env AWS_SECRET_ACCESS_KEY',
      '!exec "id"',
      '"{{ env `X` }}"',
      '~',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('[a/b]', '{a: b}', '*a', 'false') },
  { weight: 1, arbitrary: fc.string({ maxLength: 20 }).map((text) => JSON.stringify(text)) },
);
const key = fc.constantFrom(
  'base_url',
  'endpoint',
  'workspace_id',
  'audience',
  'revoke_on_exit',
  'token_env',
  'repos',
  'policy_name',
  'BASE_URL',
);
const mapping = fc.dictionary(key, value, { maxKeys: 3 }).map(
  (entries) =>
    `{${Object.entries(entries)
      .map(([name, text]) => `${name}: ${name === 'revoke_on_exit' ? 'false' : text}`)
      .join(', ')}}`,
);
const file = fc
  .tuple(
    mapping,
    mapping,
    mapping,
    mapping,
    fc.constantFrom('', 'import: [b]\n', 'import: [../x, /etc/x.yaml]\n'),
  )
  .map(
    ([pro, spec, beside, sts, more]) =>
      `${more}settings: {pro: ${pro}, a: &a ${beside}}
auth:
  providers: {p: {kind: atmos/pro, spec: ${spec}}}
  integrations: {i: {kind: github/sts, via: {provider: p}, spec: ${sts}}}
profiles: {ci: {settings: {pro: ${pro}}}}
`,
  );
const paths = [
  'atmos.yaml',
  'b.yaml',
  'atmos.d/c.yaml',
  '.atmos.d/d.yaml',
  'profiles/ci/atmos.yaml',
  '.atmos.yaml',
];
const checkout = fc.dictionary(fc.constantFrom(...paths), file, { minKeys: 1, maxKeys: 3 });
const workflow = fc.record({
  baseUrl: fc.option(fc.constant('https://pro.example.com'), { nil: undefined, freq: 1 }),
  endpoint: fc.option(fc.constant('api/v2'), { nil: undefined, freq: 1 }),
  audience: fc.option(fc.constant('pro'), { nil: undefined, freq: 1 }),
  tokenEnv: fc.option(fc.constant('MODULES_TOKEN'), { nil: undefined, freq: 1 }),
});

async function readCheckout(files: Record<string, string>) {
  const placed = Object.entries(files).map(([path, text]) => [`/w/repo/${path}`, text]);
  // A profile that does not exist is refused.
  const profile = 'profiles/ci/atmos.yaml' in files ? { ATMOS_PROFILE: 'ci' } : {};
  const environment = { ATMOS_EVIL: evil, AWS_SECRET_ACCESS_KEY: 'very secret', ...profile };
  const around = { workingDirectory: '/w/repo', homeDirectory: '/home/me', platform: 'linux', environment };
  const outside = {
    '/etc/x.yaml': `settings: {pro: {workspace_id: outside}}`,
    '/w/x.yaml': 'settings: {pro: {workspace_id: outside}}',
  };
  try {
    return (await loadAtmosConfig(around, memoryFiles({ ...outside, ...Object.fromEntries(placed) })))
      .settings;
  } catch (error) {
    if (error instanceof ActionError) return undefined;
    throw error;
  }
}

describe('a checkout', () => {
  test('changes no server, path, audience, name or revocation, whatever its files say', async () => {
    const seen = { refused: 0, decided: 0 };
    await fc.assert(
      fc.asyncProperty(checkout, workflow, async (files, said) => {
        const claimed = await readCheckout(files);
        if (claimed === undefined) return;
        expect(JSON.stringify(claimed)).not.toMatch(/very secret|outside/);
        const decided = decideDestination({
          baseUrl: { workflow: said.baseUrl, checkout: claimed.baseUrl },
          endpoint: { workflow: said.endpoint, checkout: claimed.endpoint },
          audience: { workflow: said.audience, checkout: claimed.audience },
        });
        const name = decideTokenEnv({ workflow: said.tokenEnv, checkout: claimed.tokenEnv });
        expect(decideRevocation(undefined)).toBe(true);
        if (decided.status === 'ok') {
          expect(decided.value).toEqual({
            baseUrl: said.baseUrl ?? defaultDestination.baseUrl,
            endpoint: said.endpoint ?? defaultDestination.endpoint,
            audience: said.audience ?? defaultDestination.audience,
          });
        } else {
          expect(decided.refusal.hint).toMatch(/add `(?:base-url|endpoint|audience): /);
        }
        if (name.status === 'ok') expect(name.value).toBe(said.tokenEnv ?? defaultTokenEnv);
        seen[decided.status === 'ok' ? 'decided' : 'refused'] += 1;
      }),
      { numRuns: 3_000 },
    );
    // The generator reaches both outcomes.
    expect(seen.refused).toBeGreaterThan(300);
    expect(seen.decided).toBeGreaterThan(300);
  });

  test.each([
    [evil, `add \`base-url: ${evil}\``],
    ['https://x" }\n- run: evil', 'add `base-url: "https://x\\" }\\n- run: evil"`'],
  ])('gets the line that the workflow lacks: %j', (claimed, line) => {
    const none = { workflow: undefined, checkout: undefined };
    const decided = decideDestination({
      baseUrl: { ...none, checkout: claimed },
      endpoint: none,
      audience: none,
    });
    expect(decided).toMatchObject({
      status: 'refused',
      refusal: { tag: 'checkout_decides', hint: expect.stringContaining(line) },
    });
  });

  test('may repeat what holds anyway, in any spelling', () => {
    const none = { workflow: undefined, checkout: undefined };
    const spelled = { workflow: undefined, checkout: 'https://ATMOS-PRO.com:443/' };
    expect(
      decideDestination({ baseUrl: spelled, endpoint: { ...none, checkout: '/api/v1/' }, audience: none }),
    ).toEqual({
      status: 'ok',
      value: defaultDestination,
    });
  });
});
