/** Reads the owner of the new App and the accounts that can install it: choices with consequences, so neither has a default. */
import { ActionError } from '../../base/errors.ts';

export const accountChoices = ['one', 'several'] as const;
export type AccountChoice = (typeof accountChoices)[number];

export interface ChoiceOptions {
  readonly organization?: string | undefined;
  readonly user?: boolean | undefined;
  readonly accounts?: AccountChoice | undefined;
}

export interface AppChoices {
  /** `undefined`: the App belongs to the user who registers it. */
  readonly organization: string | undefined;
  readonly accounts: AccountChoice;
}

/** GitHub's rule for names of accounts. */
const login = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/;

function describeOwner(organization: string | undefined): string {
  return organization === undefined ? 'your personal account' : organization;
}

/** What follows from the choice, in one or two sentences. */
export function describeAccounts(accounts: AccountChoice, organization: string | undefined): string {
  return accounts === 'one'
    ? `Private: only ${describeOwner(organization)} can install it, so it serves repositories of that account alone.`
    : 'Public: every account on this GitHub can see and install it. An installation alone gives access to nothing: the server serves only repositories in its configuration.';
}

/** Throws INPUT_MISSING or INPUT_INVALID, which say what follows from each choice. */
export function readChoices({ organization, user = false, accounts }: ChoiceOptions): AppChoices {
  if (organization !== undefined && user)
    throw new ActionError('INPUT_INVALID', '--organization and --user exclude each other.', {
      hint: 'Remove one of them: an App has one owner.',
    });
  if (organization === undefined && !user)
    throw new ActionError('INPUT_MISSING', 'Missing --organization or --user.', {
      hint: 'Set --organization LOGIN, so that the owners of the organization manage the App. With --user, the App belongs to your personal account and no other person can change it.',
    });
  if (organization !== undefined && !login.test(organization))
    throw new ActionError(
      'INPUT_INVALID',
      `Invalid --organization: expected the name of an organization, got ${JSON.stringify(organization)}.`,
    );
  if (accounts === undefined)
    throw new ActionError('INPUT_MISSING', 'Missing --accounts one or --accounts several.', {
      hint: `--accounts one: ${describeAccounts('one', organization)} --accounts several: ${describeAccounts('several', organization)}`,
    });
  return { organization, accounts };
}
