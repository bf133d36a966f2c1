/** The secrets of a flow, and the places that may hold none of them. */
import { readWorkflowCommand } from '../../src/simulator/runner/workflow-commands.ts';
import type { RelayRecord } from '../support/recording-relay.ts';
import type { ActionResult } from '../support/run-action.ts';
import type { TestSimulator } from '../support/simulator.ts';

/** What one action step or script of the job left behind. */
export interface Trace {
  readonly name: string;
  /** Standard output, then standard error, before any masking. */
  readonly raw: string;
  /** It printed secrets on purpose, or repeated a response: masks are its only protection. */
  readonly careless?: boolean;
  readonly step?: ActionResult;
}

/** Empty for text that is not JSON. */
export function parseBody(text: string): Record<string, unknown> & { data?: Record<string, unknown> | null } {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

export function isExchange({ path }: { readonly path: string }): boolean {
  return /\/github-oidc(?:\?|$)/.test(path);
}

/** Everything that the flow produced, as sent over the wire or stored in the world. */
export function collectSecrets(
  simulator: TestSimulator,
  records: { readonly server: readonly RelayRecord[]; readonly gitHub: readonly RelayRecord[] },
): Record<string, string> {
  const values: [kind: string, value: unknown][] = [];
  for (const { request, answer } of records.server) {
    if (isExchange(request)) {
      values.push(['ID token', parseBody(request.body)['token']]);
      values.push(['session', parseBody(answer.body).data?.['token']]);
    }
  }
  for (const { request } of records.gitHub) {
    const [, jwt] = /^bearer (eyJ.*)$/i.exec(request.headers.authorization ?? '') ?? [];
    values.push(['App JWT', jwt]);
    const [, ofPerson] = /^(?:bearer|token) (ghu_.*)$/i.exec(request.headers.authorization ?? '') ?? [];
    values.push(['token of a person', ofPerson]);
  }
  for (const { privateKey } of simulator.world.apps.values()) values.push(['App private key', privateKey]);
  for (const { requestToken } of simulator.world.jobs.values()) values.push(['request token', requestToken]);
  const handedOut = records.server.map(({ answer }) => answer.body).join('\n');
  for (const { token, kind } of simulator.world.tokens.values()) {
    if (kind === 'installation')
      values.push([handedOut.includes(token) ? 'minted token' : 'reader token', token]);
  }
  const distinct = new Map(
    values.flatMap(([kind, value]) => (typeof value === 'string' ? [[value, kind]] : [])),
  );
  return Object.fromEntries([...distinct].map(([value, kind], index) => [`${kind} ${index}`, value]));
}

/** Answers of the API without the two members that are there to carry a secret. */
export function withoutPayload({ request, answer }: RelayRecord): string {
  const body = parseBody(answer.body);
  if (answer.status === 200 && body.data) {
    if (isExchange(request)) delete body.data['token'];
    for (const token of (body.data['tokens'] ?? []) as { token?: string }[]) delete token.token;
    return JSON.stringify([answer.headers, body]);
  }
  return JSON.stringify(answer.headers) + answer.body;
}

function maskLog(traces: readonly Trace[]): string {
  const masks = new Set<string>();
  const lines = traces.flatMap(({ raw }) => raw.split('\n'));
  return lines
    .map((line) => {
      const command = readWorkflowCommand(line);
      if (command?.command === 'add-mask') masks.add(command.message);
      return command?.command === 'add-mask'
        ? ''
        : [...masks].reduce((text, mask) => text.replaceAll(mask, '***'), line);
    })
    .join('\n');
}

/** Variables that are there to carry tokens to later steps: `token-env`, and git's values in `env` mode alone. */
function mayCarry(name: string, gitConfig: 'env' | 'file'): boolean {
  return (
    /^(ATMOS_PRO_GITHUB_TOKEN|GH_TOKEN_\w+)$/.test(name) ||
    (gitConfig === 'env' && /^GIT_CONFIG_VALUE_\d+$/.test(name))
  );
}

function omit(values: Readonly<Record<string, string>>, isLeftOut: (name: string) => boolean): string {
  return JSON.stringify(Object.entries(values).filter(([name]) => !isLeftOut(name)));
}

/** What the runner keeps of a job, without the members that are there to carry a token. */
export function collectJobPlaces(
  traces: readonly Trace[],
  { gitConfig }: { readonly gitConfig: 'env' | 'file' },
): Record<string, string> {
  const steps = traces.flatMap(({ step }) => step ?? []);
  const logs = traces.filter(({ careless }) => careless !== true).flatMap(({ raw }) => raw.split('\n'));
  return {
    'job log before masking': logs.filter((line) => !line.startsWith('::add-mask::')).join('\n'),
    'job log after masking': maskLog(traces),
    'job summary': steps.map(({ summary }) => summary).join('\n'),
    'outputs but token': steps.map(({ outputs }) => omit(outputs, (name) => name === 'token')).join('\n'),
    GITHUB_ENV: steps
      .map((step) => omit(step.environmentFile, (name) => mayCarry(name, gitConfig)))
      .join('\n'),
    // The post step needs each token to revoke it.
    'job state': steps.map(({ state }) => omit(state, (name) => /^token-\d+$/.test(name))).join('\n'),
  };
}
