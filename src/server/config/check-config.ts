/** Checks the configuration beyond its schema: names that clash, patterns that do not compile, addresses that are not safe. */
import { isIP } from 'node:net';
import { compilePattern } from '../../domain/patterns/permission-pattern.ts';
import type { ServerConfigDocument } from '../../schema/generated/server-config.cjs';
import { readPointer } from '../../schema/pointer.ts';
import type { DocumentProblem, Locate } from '../../schema/yaml-document.ts';
import { checkDrift } from './check-drift.ts';
import { checkIgnoreRules } from './check-ignore.ts';
import { checkWebhooks } from './check-webhooks.ts';
import { type ConfigFinding, findRepeats, findUnknownWorkspaces } from './findings.ts';

type Repositories = ServerConfigDocument['workspaces'][number]['repositories'];

function checkRepositories(repositories: Repositories, base: string): ConfigFinding[] {
  const names = repositories.map((repository, index) => ({
    pointer: `${base}/${index}/name`,
    // GitHub takes names without regard to case.
    value: repository.name.toLowerCase(),
    what: 'the repository',
  }));
  const ids = repositories.flatMap((repository, index) =>
    repository.id === undefined
      ? []
      : [{ pointer: `${base}/${index}/id`, value: String(repository.id), what: 'the repository id' }],
  );
  const patterns = repositories.flatMap((repository, index) =>
    (repository.permissions ?? []).flatMap((row, rowIndex) =>
      (['workflow', 'branch', 'environment'] as const).flatMap((field) => {
        const pattern = compilePattern(row[field] ?? '*');
        const pointer = `${base}/${index}/permissions/${rowIndex}/${field}`;
        return pattern.status === 'compiled'
          ? []
          : [{ pointer, message: `the pattern is ${pattern.message}` }];
      }),
    ),
  );
  const addresses = repositories.flatMap(({ name }, index) =>
    /\.git$/i.test(name)
      ? [{ pointer: `${base}/${index}/name`, message: 'must not end in ".git": write owner/name' }]
      : [],
  );
  return [...findRepeats(names), ...findRepeats(ids), ...addresses, ...patterns];
}

/** A repository's events act in one workspace: the other's check and comment would be about the same commit. */
function checkDeployments({ workspaces }: ServerConfigDocument): ConfigFinding[] {
  return findRepeats(
    workspaces.flatMap(({ repositories }, index) =>
      repositories.flatMap((repository, position) =>
        repository.deployments === undefined
          ? []
          : [
              {
                pointer: `/workspaces/${index}/repositories/${position}/deployments`,
                value: repository.name.toLowerCase(),
                what: 'the repository with deployments',
              },
            ],
      ),
    ),
  );
}

/** Plain HTTP is for loopback only: keys and tokens travel there. */
function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
}

function checkUrls(document: ServerConfigDocument): ConfigFinding[] {
  const urls = [
    { pointer: '/github/server_url', url: document.github?.server_url },
    { pointer: '/github/api_url', url: document.github?.api_url },
    { pointer: '/dashboard/sign_in_url', url: document.dashboard?.sign_in_url },
    ...(document.issuers ?? []).flatMap(({ issuer, jwks_uri }, index) => [
      { pointer: `/issuers/${index}/issuer`, url: issuer },
      { pointer: `/issuers/${index}/jwks_uri`, url: jwks_uri },
    ]),
  ];
  return urls.flatMap(({ pointer, url }) =>
    url === undefined || isSafeUrl(url)
      ? []
      : [{ pointer, message: 'must be https (http is allowed for loopback addresses only)' }],
  );
}

/** Longest prefix of a network, by the version of its addresses. */
const maxPrefix: Readonly<Record<number, number>> = { 4: 32, 6: 128 };

function checkProxies(document: ServerConfigDocument): ConfigFinding[] {
  return (document.trusted_proxies ?? []).flatMap((entry, index) => {
    const [address = '', prefix] = entry.split('/');
    const longest = maxPrefix[isIP(address)];
    // A network of everything would let each client choose its address.
    const isNetwork = longest !== undefined && (prefix === undefined || (+prefix >= 1 && +prefix <= longest));
    const message =
      'must be an IP address, or a network such as 10.0.0.0/8 that does not contain all addresses';
    return isNetwork ? [] : [{ pointer: `/trusted_proxies/${index}`, message }];
  });
}

function checkAdminTokens(document: ServerConfigDocument): ConfigFinding[] {
  const tokens = document.admin_tokens ?? [];
  const place = (index: number) => `/admin_tokens/${index}`;
  return [
    ...findRepeats(
      tokens.map(({ name }, index) => ({ pointer: `${place(index)}/name`, value: name, what: 'the name' })),
    ),
    ...findRepeats(
      tokens.map(({ sha256 }, index) => ({
        pointer: `${place(index)}/sha256`,
        value: sha256.toLowerCase(),
        what: 'the hash',
      })),
    ),
    ...findUnknownWorkspaces(document, tokens, '/admin_tokens'),
  ];
}

/** Problems of a document that fits its schema, in the order of the file. */
export function checkConfig(document: ServerConfigDocument, locate: Locate): DocumentProblem[] {
  const findings = [
    ...checkUrls(document),
    ...findRepeats(
      document.workspaces.map(({ id }, index) => ({
        pointer: `/workspaces/${index}/id`,
        value: id,
        what: 'the workspace id',
      })),
    ),
    ...checkAdminTokens(document),
    ...checkWebhooks(document),
    ...checkProxies(document),
    ...checkDeployments(document),
    ...checkDrift(document),
    ...checkIgnoreRules(document),
    ...document.workspaces.flatMap((workspace, index) =>
      checkRepositories(workspace.repositories, `/workspaces/${index}/repositories`),
    ),
  ];
  return findings
    .map(({ pointer, message }) => ({ ...locate(readPointer(pointer)), message }))
    .sort((one, other) => one.line - other.line || one.column - other.column);
}
