import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readSubject } from '../../../../src/domain/trust-policy/subject.ts';
import { decideText, matchText, pushClaims } from './samples.ts';

const tail = 'ref:refs/heads/main';
const nameForm = `repo:acme/infra:${tail}`;
const idForm = `repo:acme@7/infra@42:${tail}`;

describe('a subject', () => {
  test.each([
    ['name form', nameForm, 'name', [nameForm, idForm]],
    ['id form', idForm, 'id', [idForm, nameForm]],
    ['another case', `repo:Acme/Infra:${tail}`, 'name', [`repo:Acme/Infra:${tail}`, nameForm, idForm]],
    ['a customized one', 'repository_owner:acme:ref:main', 'custom', ['repository_owner:acme:ref:main']],
    ['another repository', `repo:acme/other:${tail}`, 'custom', [`repo:acme/other:${tail}`]],
    ['a longer name', `repo:acme/infra-evil:${tail}`, 'custom', [`repo:acme/infra-evil:${tail}`]],
    ['other ids', `repo:acme@7/infra@43:${tail}`, 'custom', [`repo:acme@7/infra@43:${tail}`]],
    ['half of the ids', `repo:acme@7/infra:${tail}`, 'custom', [`repo:acme@7/infra:${tail}`]],
    ['nothing behind the repository', 'repo:acme/infra', 'custom', ['repo:acme/infra']],
  ])('in %s has the candidates that are its own', (_, sub, form, candidates) => {
    expect(readSubject({ ...pushClaims, sub })).toMatchObject({ raw: sub, form, candidates });
  });

  test.each([
    ['without ids', { repository_id: '', repository_owner_id: '7' }, [nameForm]],
    ['with an id that is not a number', { repository_id: '42:ref' }, [nameForm]],
    ['with a repository that is not a name', { repository: 'acme/infra:x' }, [nameForm]],
    ['with a repository that looks like the id form', { repository: 'acme@7/infra@42' }, [nameForm]],
  ])('%s is not rebuilt from what is missing', (_, claims, candidates) => {
    expect(readSubject({ ...pushClaims, sub: nameForm, ...claims })?.candidates).toEqual(candidates);
  });

  test('that is absent has no candidates', () => {
    const { sub: _, ...claims } = pushClaims;
    expect(readSubject(claims)).toBeUndefined();
    expect(readSubject({ ...claims, sub: '' })).toBeUndefined();
  });

  test.each([
    ['names', 'repo:acme/infra:*'],
    ['ids', 'repo:acme@7/infra@42:*'],
    ['names, as an expression', { regex: 'repo:acme/infra:ref:.+' }],
  ])('pattern with %s admits both forms', (_, subject) => {
    for (const sub of [nameForm, idForm]) {
      expect(decideText(matchText({ subject }), { ...pushClaims, sub })).toMatchObject({ status: 'granted' });
    }
  });

  test('keeps its tail, whatever that is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), fc.boolean(), (end, ids) => {
        const sub = `${ids ? 'repo:acme@7/infra@42' : 'repo:acme/infra'}:${end}`;
        const subject = readSubject({ ...pushClaims, sub });
        expect(subject?.tail).toBe(end);
        expect(new Set(subject?.candidates)).toEqual(
          new Set([`repo:acme/infra:${end}`, `repo:acme@7/infra@42:${end}`]),
        );
      }),
    );
  });
});
