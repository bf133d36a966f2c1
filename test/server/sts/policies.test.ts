/** `POST /sts` and every kind of policy that grants nothing: the answer, who learns why, and the record. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { StsData } from '../../../src/api/routes/sts.ts';
import type { StoredAuditEntry } from '../../../src/domain/audit/entry.ts';
import { policy, policyFile, type StsScene, startStsScene } from './scene.ts';

const unusable = [
  { name: 'none', file: undefined, reason: 'no_trust_policy', message: `There is no ${policyFile}` },
  {
    name: 'no rule fits',
    file: policy('{repository: "evil/*"}'),
    reason: 'trust_policy_denied',
    message: 'evil/*',
  },
  { name: 'not YAML', file: 'spec: [', reason: 'trust_policy_invalid', message: 'is not valid' },
  {
    name: 'a misspelled claim',
    file: policy('{repositoryowner: acme}'),
    reason: 'trust_policy_invalid',
    message: 'repository_owner',
  },
  {
    name: 'another name inside',
    file: policy().replace('default', 'other'),
    reason: 'trust_policy_invalid',
    message: 'metadata',
  },
  { name: 'an empty match', file: policy('{}'), reason: 'trust_policy_invalid', message: 'is not valid' },
  {
    name: 'a byte that is not UTF-8',
    file: {
      base64: Buffer.concat([Buffer.from(policy()), Buffer.of(0x23, 0xff, 0x0a)]).toString('base64'),
    },
    reason: 'trust_policy_invalid',
    message: 'UTF-8',
  },
  {
    name: 'too large',
    file: `${policy()}#${' '.repeat(33 * 1024)}`,
    reason: 'trust_policy_invalid',
    message: '32 KiB',
  },
  {
    name: 'a symlink to a good policy',
    file: { symlink: 'good.yaml' },
    reason: 'trust_policy_invalid',
    message: 'symbolic link',
  },
  {
    name: 'a submodule',
    file: { submodule: '0123456789012345678901234567890123456789' },
    reason: 'trust_policy_invalid',
    message: 'submodule',
  },
  {
    name: 'a directory',
    file: undefined,
    under: `${policyFile}/x`,
    reason: 'trust_policy_invalid',
    message: 'directory',
  },
];

describe('POST /sts: policies that grant nothing', () => {
  const nameOf = (owner: string, index: number) => `${owner}/case-${index}`;
  let scene: StsScene;
  let data: StsData;
  let entry: StoredAuditEntry | undefined;

  beforeAll(async () => {
    const repositories = ['platform', 'acme'].flatMap((owner) =>
      unusable.map(({ file, ...more }, index) => {
        const under = 'under' in more ? { [String(more.under)]: policy() } : {};
        const own = file === undefined ? {} : { [policyFile]: file };
        return {
          name: nameOf(owner, index),
          files: { '.atmos/pro/sts/good.yaml': policy(), ...own, ...under },
        };
      }),
    );
    scene = await startStsScene({ repositories });
    data = await scene.mint({ sources: repositories.map(({ name }) => name) });
    entry = (await scene.server.store.audit.list({ event: 'token.mint' })).at(-1);
  });
  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
  });

  test('none is granted, and that is on record as a denial', () => {
    expect(data.tokens).toEqual([]);
    expect(entry?.outcome).toBe('denied');
  });

  test.each(unusable.map((row, index) => ({ ...row, index })))(
    '$name → $reason',
    ({ index, reason, message }) => {
      const [foreign, own] = [nameOf('platform', index), nameOf('acme', index)];
      const told = (repo: string) => data.excluded.find((exclusion) => exclusion.repo === repo);
      expect(told(foreign)).toEqual({ repo: foreign, reason });
      expect(told(own)).toEqual({ repo: own, reason, message: expect.stringContaining(message) });
      expect(entry?.details['sources']).toContainEqual(
        expect.objectContaining({
          source: foreign,
          outcome: reason,
          explanation: expect.stringContaining(message),
        }),
      );
    },
  );
});
