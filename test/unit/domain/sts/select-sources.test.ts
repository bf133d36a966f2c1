import { describe, expect, test } from '@jest/globals';
import { type KnownRepository, selectSources } from '../../../../src/domain/sts/select-sources.ts';

const infra: KnownRepository = { repositoryId: '1', canonicalName: 'acme/infra' };
const modules: KnownRepository = { repositoryId: '2', canonicalName: 'Acme/Terraform-Modules' };
const network: KnownRepository = { repositoryId: '3', canonicalName: 'acme/network' };
const known = new Map([
  ['acme/infra', infra],
  ['acme/terraform-modules', modules],
  ['acme/old-modules', modules],
  ['acme/network', network],
]);

function select(requested: readonly string[] | undefined) {
  const { sources, strangers } = selectSources({ requested, known, callerRepositoryId: '1' });
  return {
    sources: sources.map(({ spelling, repository }) => [spelling, repository.repositoryId]),
    strangers,
  };
}

describe('selectSources', () => {
  test.each([
    {
      name: 'without a request: everything but the caller, each once, by name',
      requested: undefined,
      sources: [
        ['acme/network', '3'],
        ['Acme/Terraform-Modules', '2'],
      ],
      strangers: [],
    },
    { name: 'an empty request asks for nothing', requested: [], sources: [], strangers: [] },
    {
      name: 'another case is the same repository, answered as the caller wrote it',
      requested: ['ACME/terraform-modules'],
      sources: [['ACME/terraform-modules', '2']],
      strangers: [],
    },
    {
      name: 'duplicates and former names fold into the first spelling',
      requested: ['acme/Old-Modules', 'acme/terraform-modules', 'acme/old-modules'],
      sources: [['acme/Old-Modules', '2']],
      strangers: [],
    },
    {
      name: 'the caller itself, when it is named',
      requested: ['acme/infra'],
      sources: [['acme/infra', '1']],
      strangers: [],
    },
    {
      name: 'the .git of an address is not part of a name',
      requested: ['acme/terraform-modules.git', 'Acme/Network.GIT', 'acme/network', 'evil/x.git'],
      sources: [
        ['acme/terraform-modules.git', '2'],
        ['Acme/Network.GIT', '3'],
      ],
      strangers: ['evil/x.git'],
    },
    {
      name: 'strangers are kept as written, once',
      requested: ['Evil/x', 'evil/X', 'acme/network', 'nonsense'],
      sources: [['acme/network', '3']],
      strangers: ['Evil/x', 'nonsense'],
    },
  ])('$name', ({ requested, sources, strangers }) => {
    expect(select(requested)).toEqual({ sources, strangers });
  });
});
