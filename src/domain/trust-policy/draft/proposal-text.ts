/** Renders the texts of a proposed policy: the message of the commit, and the title and body of the pull request. */
import { escapeMarkup, markupCode, markupTable } from '../../../base/markup.ts';
import type { ProposedFile } from './proposed-file.ts';

export interface Proposer {
  readonly login: string;
  /** GitHub's. A login may be another person's later. */
  readonly id: string;
  /** Name of the workspace whose admin it is. */
  readonly workspace: string;
  /** Of the server. */
  readonly publicUrl: string;
}

export function renderProposalTitle({ name, isNew }: ProposedFile): string {
  return isNew ? `Add the trust policy ${name}` : `Add a rule to the trust policy ${name}`;
}

/** Without values of the rule: in a message, GitHub reads `[skip ci]`, mentions and words that close issues, and nothing escapes them. */
export function renderProposalMessage(file: ProposedFile, { login, id }: Proposer): string {
  return `${renderProposalTitle(file)}\n\nProposed by ${login} (user ID ${id}).`;
}

/** Markdown. All of it that a person wrote is escaped. */
export function renderProposalBody(file: ProposedFile, proposer: Proposer): string {
  const { path, isNew, rule, findings } = file;
  const { login, id, workspace, publicUrl } = proposer;
  const rows = [[`${rule.rule} (line ${rule.line})`, escapeMarkup(rule.who), escapeMarkup(rule.what)]];
  const warnings = findings.map(({ message }) => `- ⚠️ ${escapeMarkup(message)}`);
  return [
    `${isNew ? 'Adds' : 'Adds a rule to'} ${markupCode(path)}. These jobs can then get a GitHub token for this repository:`,
    markupTable(['Rule', 'Who', 'May mint a token to'], rows),
    ...(warnings.length === 0 ? [] : [warnings.join('\n')]),
    `Proposed by ${markupCode(login)} (user ID ${markupCode(id)}), an admin of the workspace ${markupCode(workspace)} on ${markupCode(publicUrl)}, who has write access to this repository.`,
    'The policy takes effect on the default branch. The server does not merge this pull request.',
  ].join('\n\n');
}
