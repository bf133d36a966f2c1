/**
 * Decides the git configuration that makes granted repositories readable, whatever spelling of their address is used,
 * and leaves every other address as it was.
 *
 * Tokens travel as per-repository headers and never inside an address: a header beats credentials in an address, a more
 * specific `http.<url>` beats a less specific one in any file, and an address ends up in `git remote -v`, in traces and
 * in the arguments of child processes.
 */
import { basicCredential } from './basic-credential.ts';
import type { GitConfigEntry } from './entry.ts';
import { type GitConfigGrant, type GrantedRepository, resolveGrants } from './grant.ts';
import { buildRuleFiles, type GitRuleFile } from './rule-files.ts';
import { type JobUrlRules, noUrlRules } from './url-rules.ts';

export interface GitConfig {
  /** The tokens, in the order in which git has to see them. */
  readonly headers: readonly GitConfigEntry[];
  /** Lead the other spellings of the addresses to the URLs that have headers. No secrets. */
  readonly rules: readonly GitRuleFile[];
}

function buildHeader(url: string, credential: string): readonly GitConfigEntry[] {
  const key = `http.${url}.extraheader`;
  // Values of equal keys accumulate, and two Authorization headers are an error: the empty value drops what came before.
  return [
    { key, value: '' },
    { key, value: `Authorization: Basic ${credential}` },
  ];
}

function buildHeaders({ origin, paths, token }: GrantedRepository): readonly GitConfigEntry[] {
  const credential = basicCredential(token);
  // Keys match whole path segments: `acme/mod` does not cover `acme/mod.git`.
  return paths.flatMap((path) => [
    ...buildHeader(`${origin}/${path}`, credential),
    ...buildHeader(`${origin}/${path}.git`, credential),
  ]);
}

/** @throws ActionError `REMOTE_MALFORMED` for a grant that cannot be one; nothing is configured then. */
export function buildGitConfig(
  grants: readonly GitConfigGrant[],
  options: {
    /** `GITHUB_SERVER_URL` of the job: scheme and port of its own host. Default `https://github.com`. */
    readonly serverUrl?: string | undefined;
    /** Default none. */
    readonly jobRules?: JobUrlRules | undefined;
  } = {},
): GitConfig {
  const repositories = resolveGrants(grants, options.serverUrl ?? 'https://github.com');
  const jobRules = options.jobRules ?? { everywhere: noUrlRules, workspace: noUrlRules };
  return {
    headers: repositories.flatMap(buildHeaders),
    rules: buildRuleFiles(repositories, jobRules),
  };
}
