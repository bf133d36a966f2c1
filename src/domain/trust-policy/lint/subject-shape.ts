/** Decides which patterns can never match a `sub` that GitHub writes. */

import { anyName } from '../../patterns/glob-relations.ts';
import { encodeSubjectValue } from '../subject.ts';
import { describeRefFault, describeRepositoryFault, meets } from './claim-values.ts';
import { quote } from './evidence.ts';

/** `environment:NAME` in which an unencoded colon belongs to the name: what follows it is not another claim of a customized subject. */
function findRawColon(tail: string): string | undefined {
  const name = /^environment:(.*)$/s.exec(tail)?.[1];
  if (name === undefined || !name.includes(':') || /[*?]/.test(name)) return undefined;
  return /^[^:]*(?::[a-z_]+:[^:]*)+$/.test(name) ? undefined : name;
}

function describeTailFault(tail: string, head: string): string | undefined {
  const environment = findRawColon(tail);
  if (environment !== undefined) {
    const written = `${head}:environment:${encodeSubjectValue(environment)}`;
    return `GitHub writes a colon in the name of an environment as %3A. Write ${quote(written)}`;
  }
  const ref = /^ref:([^:]*)/.exec(tail)?.[1];
  if (ref !== undefined) return describeRefFault(ref);
  if (/[*?:]/.test(tail) || tail === 'pull_request') return undefined;
  return 'behind the repository is ref:REF, environment:NAME or pull_request';
}

/** Why no subject fits the glob, the end of a sentence; nothing when one may. A customized subject has other parts, each after the name of its claim. */
export function describeSubjectFault(pattern: string): string | undefined {
  if (!meets(pattern, [`${anyName}:?*`]))
    return 'it begins with repo:, such as "repo:acme/infra:ref:refs/heads/main"';
  const [, repository, tail] = /^repo:([^:*?]+)(?::(.+))?$/s.exec(pattern) ?? [];
  if (repository === undefined) {
    // A wildcard in the name may stand for the slash and what is behind it, never for less than what is written.
    const open = /^repo:[^:]*:(ref:[^*?]+|environment:.+)$/s.exec(pattern)?.[1];
    const head = pattern.slice(0, pattern.length - (open ?? '').length - 1);
    return open === undefined ? undefined : describeTailFault(open, head);
  }
  const named = repository.replace(/@\d+(?=\/|$)/g, '');
  return (
    describeRepositoryFault(named) ??
    (tail === undefined ? undefined : describeTailFault(tail, `repo:${repository}`))
  );
}
