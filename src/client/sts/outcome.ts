/** Sorts a mint's answer by what the workflow asked for: what was granted, what was named and refused, what else was excluded. */
import type { ExcludedSource, GrantedToken, StsAnswer } from './answer.ts';
import { noAnswerReason } from './exclusion-advice.ts';

export interface TokenGrant extends GrantedToken {
  /** Never guessed: what the server listed, else what the workflow named of this owner; empty when neither is known. */
  readonly repositories: readonly string[];
}

export interface Outcome {
  readonly grants: readonly TokenGrant[];
  /** Named by the workflow and not granted. */
  readonly refused: readonly ExcludedSource[];
  /** Not named, so the workflow may do without. */
  readonly others: readonly ExcludedSource[];
}

function fold(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map((name) => name.toLowerCase()));
}

/** Adds the repositories of tokens whose list the server left out: the named ones of the owner that nothing else speaks for. */
function resolveGrants(answer: StsAnswer, sources: readonly string[]): readonly TokenGrant[] {
  const taken = new Set(
    fold([
      ...answer.excluded.map(({ repo }) => repo),
      ...answer.tokens.flatMap(({ repositories }) => repositories ?? []),
    ]),
  );
  return answer.tokens.map((token) => {
    if (token.repositories !== undefined && token.repositories.length > 0) {
      return { ...token, repositories: token.repositories };
    }
    const prefix = `${token.owner.toLowerCase()}/`;
    const repositories = sources.filter((source) => {
      const name = source.toLowerCase();
      return name.startsWith(prefix) && !taken.has(name);
    });
    for (const name of repositories) taken.add(name.toLowerCase());
    return { ...token, repositories };
  });
}

/** `sources` is what the workflow named; absent when it asked for everything. Names are compared without case, as GitHub does. */
export function judgeOutcome(answer: StsAnswer, sources: readonly string[] | undefined): Outcome {
  const grants = resolveGrants(answer, sources ?? []);
  const named = fold(sources ?? []);
  const isNamed = ({ repo }: ExcludedSource) => named.has(repo.toLowerCase());
  const answered = fold([
    ...grants.flatMap(({ repositories }) => repositories),
    ...answer.excluded.map(({ repo }) => repo),
  ]);
  const silent = (sources ?? []).filter((source) => !answered.has(source.toLowerCase()));
  return {
    grants,
    refused: [
      ...answer.excluded.filter(isNamed),
      ...silent.map((repo) => ({ repo, reason: noAnswerReason })),
    ],
    others: answer.excluded.filter((exclusion) => !isNamed(exclusion)),
  };
}

/** Whether a policy denied the job and the server did not say why, which it says only to jobs of the source's owner. */
export function hasBareDenial({ refused, others }: Outcome): boolean {
  return [...refused, ...others].some(
    ({ reason, message }) => reason === 'trust_policy_denied' && message === undefined,
  );
}
