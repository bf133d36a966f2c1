/** What holds for the reader and the linter in both versions: neither contradicts the engine, and what is called certain is. */

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { laterClaims, type PolicyClaims } from '../../../../src/domain/trust-policy/claims.ts';
import { inspectTrustPolicy } from '../../../../src/domain/trust-policy/lint-policy.ts';
import { createClaimTest, matchesRule } from '../../../../src/domain/trust-policy/match.ts';
import { allClaims, oldClaims, policies, type Rule, textOf } from './policy-model.ts';
import { compileText, lintFindings } from './samples.ts';

type Pattern = Rule['match'][string];

describe('the reader', () => {
  test('takes a file of v1alpha2 for v1alpha1 if, and only if, it uses none of the new claims', () => {
    fc.assert(
      fc.property(policies(allClaims), (rules) => {
        const uses = rules.some(({ match }) =>
          Object.keys(match).some((claim) => Object.hasOwn(laterClaims, claim)),
        );
        expect(compileText(textOf(rules, 'v1alpha2')).status).toBe('valid');
        const old = compileText(textOf(rules, 'v1alpha1'));
        expect(old.status).toBe(uses ? 'invalid' : 'valid');
        expect(new Set(old.findings.map(({ id }) => id))).toEqual(new Set(uses ? ['unknown-claim'] : []));
      }),
      { numRuns: 400 },
    );
  });

  test('says the same about a file in both versions, but for what is about the version', () => {
    const about = new Set(['extension', 'schema-comment']);
    const idsOf = (text: string) => lintFindings(text).flatMap(({ id }) => (about.has(id) ? [] : [id]));
    fc.assert(
      fc.property(policies(oldClaims), (rules) => {
        expect(idsOf(textOf(rules, 'v1alpha2'))).toEqual(idsOf(textOf(rules, 'v1alpha1')));
      }),
      { numRuns: 400 },
    );
  });

  test('never throws, and never takes a damaged file for a valid one that says something else', () => {
    const seeds = fc
      .sample(policies(allClaims), { numRuns: 20, seed: 7 })
      .map((rules) => textOf(rules, 'v1alpha2'));
    const edit = fc.tuple(fc.nat(), fc.nat({ max: 12 }), fc.string({ unit: 'binary', maxLength: 4 }));
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.array(edit, { minLength: 1, maxLength: 3 }),
        (seed, edits) => {
          const text = edits.reduce((current, [at, length, inserted]) => {
            const start = at % (current.length + 1);
            return current.slice(0, start) + inserted + current.slice(start + length);
          }, seed);
          const { findings, policy } = inspectTrustPolicy({
            content: Buffer.from(text),
            file: 'default.yaml',
          });
          expect(findings.some(({ severity }) => severity === 'error')).toBe(policy.status === 'invalid');
          if (policy.status !== 'valid') return;
          for (const { matchers } of policy.rules) expect(matchers.length).toBeGreaterThan(0);
          if (!/^apiVersion: *["']?atmos-pro\.com\/v1alpha2/m.test(text))
            expect(
              policy.rules
                .flatMap(({ matchers }) => matchers)
                .filter(({ claim }) => Object.hasOwn(laterClaims, claim)),
            ).toEqual([]);
        },
      ),
      { numRuns: 400 },
    );
  });
});

/** Runs as GitHub starts them: the other claims follow from the event. */
const runs: fc.Arbitrary<{ readonly claims: PolicyClaims; readonly isMerge: boolean }> = fc
  .record({
    event: fc.constantFrom(
      'push',
      'pull_request',
      'pull_request_review',
      'pull_request_target',
      'schedule',
      'workflow_dispatch',
      'release',
    ),
    branch: fc.constantFrom('m', 'mm'),
    isTag: fc.boolean(),
    isMerge: fc.boolean(),
    mergeSubject: fc.boolean(),
    environment: fc.constantFrom('', '', 'p'),
    id: fc.constantFrom('4', '42'),
    head: fc.constantFrom('m', 'x/m'),
  })
  .map(({ event, branch, isTag, isMerge, mergeSubject, environment, id, head }) => {
    const isPull = event === 'pull_request' || event === 'pull_request_review';
    const tagged = isTag && ['push', 'workflow_dispatch', 'release'].includes(event);
    const ref = isPull && !isMerge ? 'refs/pull/4/merge' : `refs/${tagged ? 'tags' : 'heads'}/${branch}`;
    // GitHub does not say what the subject of a run is that a merge started.
    const isPullSubject = event === 'pull_request' && !(isMerge && mergeSubject);
    const tail =
      environment !== '' ? `environment:${environment}` : isPullSubject ? 'pull_request' : `ref:${ref}`;
    const claims = {
      ...{ sub: `repo:a/b:${tail}`, repository: 'a/b', repository_owner: 'a', repository_id: id },
      ...{
        repository_owner_id: '7',
        ref,
        ref_type: tagged ? 'tag' : 'branch',
        environment,
        event_name: event,
      },
      ...(event.startsWith('pull_request')
        ? { base_ref: branch, head_ref: head }
        : { base_ref: '', head_ref: '' }),
    };
    return { claims, isMerge: isMerge && isPull };
  });

const runRules = fc
  .record(
    {
      event_name: fc.constantFrom<Pattern>(
        'push',
        'pull_request',
        'schedule',
        'pull_request_target',
        'pull*',
        { regex: 'push|release' },
        { regex: 'pull_request|pull_request_review' },
      ),
      ref: fc.constantFrom<Pattern>('refs/heads/m', 'refs/heads/*', 'refs/pull/*', 'refs/tags/*', '*'),
      subject: fc.constantFrom<Pattern>(
        'repo:a/b:pull_request',
        'repo:a/b:ref:refs/heads/*',
        'repo:a@7/b@4:*',
        'repo:a@7/b@42:pull_request',
      ),
      base_ref: fc.constantFrom<Pattern>('m', '*'),
      head_ref: fc.constantFrom<Pattern>('m', 'x/*'),
      repository_id: fc.constantFrom<Pattern>('4', '42', { regex: '4|42' }),
      ref_type: fc.constantFrom<Pattern>('tag', 'branch'),
    },
    { requiredKeys: [] },
  )
  .filter((match) => Object.keys(match).length > 1);

describe('what the linter is certain of', () => {
  function certain(
    id: 'unreachable-rule' | 'pull-request-ref',
    isExcluded: (isMerge: boolean, match: object) => boolean,
  ): number {
    let seen = 0;
    fc.assert(
      fc.property(runRules, fc.array(runs, { minLength: 12, maxLength: 12 }), (match, callers) => {
        const text = textOf([{ match: match as Rule['match'] }], 'v1alpha2');
        if (!lintFindings(text).some((finding) => finding.id === id)) return;
        const policy = compileText(text);
        const [rule] = policy.status === 'valid' ? policy.rules : [];
        if (rule === undefined) throw new Error('expected a valid policy');
        for (const { claims, isMerge } of callers)
          if (!isExcluded(isMerge, match))
            expect([match, claims, matchesRule(rule, createClaimTest(claims))]).toEqual([
              match,
              claims,
              false,
            ]);
        seen += 1;
      }),
      { numRuns: 2_000 },
    );
    return seen;
  }

  test('no run meets an unreachable rule', () => {
    // Of a run that a merge starts, GitHub says the ref and not the subject; a subject with its ref is judged as before the merge.
    const isUnknown = (isMerge: boolean, match: object) => isMerge && 'subject' in match && 'ref' in match;
    expect(certain('unreachable-rule', isUnknown)).toBeGreaterThan(200);
  });

  test('only runs that a merge starts meet a rule for pull requests on a branch', () => {
    expect(certain('pull-request-ref', (isMerge) => isMerge)).toBeGreaterThan(50);
  });

  test('what is called unmatchable matches no value that GitHub issues', () => {
    const issued = {
      event_name: ['push', 'pull_request', 'workflow_dispatch', 'merge_group', 'page_build'],
      job_workflow_ref: [
        'a/b/.github/workflows/a b.yml@refs/heads/m',
        `a/b/.github/workflows/x.yml@${'a'.repeat(40)}`,
      ],
      repository_id: ['1', '42', '1296269', '9007199254740993'],
      repository_visibility: ['public', 'private', 'internal'],
      actor_id: ['583231'],
      runner_environment: ['github-hosted', 'self-hosted'],
      base_ref: ['main', 'release/1.0', 'a(b)|c,d', 'gh-readonly-queue/main/pr-1'],
      head_ref: ['feature', 'dependabot/npm/x', 'refs-x'],
    };
    const patterns = fc.constantFrom(...Object.entries(issued)).chain(([claim, of]) =>
      fc.record({
        claim: fc.constant(claim),
        value: fc.constantFrom(...of),
        holes: fc.array(fc.tuple(fc.nat(40), fc.nat(12), fc.constantFrom('*', '?', '**', '')), {
          minLength: 1,
          maxLength: 3,
        }),
      }),
    );
    fc.assert(
      fc.property(patterns, ({ claim, value, holes }) => {
        // Each hole still matches what it replaces: the value as a whole meets the pattern.
        const pattern = holes.reduce((text, [at, length, drawn]) => {
          // One character in place of any run would match less than what was there.
          const hole = drawn === '?' && text.charAt(at) === '*' ? '*' : drawn;
          const end = hole === '' ? at : at + (drawn === '?' ? 1 : length);
          return at >= text.length ? text : text.slice(0, at) + hole + text.slice(end);
        }, value);
        const ids = lintFindings(textOf([{ match: { [claim]: pattern } }], 'v1alpha2')).map(({ id }) => id);
        expect([pattern, ids.includes('unmatchable')]).toEqual([pattern, false]);
      }),
      { numRuns: 500 },
    );
  });
});
