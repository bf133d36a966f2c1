/** What must hold of the App's reviews at the end. */
import type { Rule } from './run-invariants.ts';

/** Only the newest commit of an open pull request is approved, and only if its check is successful, or nothing was affected. */
export const approvalsHold: Rule = ({ pulls, checks, checkName }) =>
  pulls
    .filter(({ state }) => state === 'open')
    .flatMap(({ number, heads, isFork, approved = [] }) =>
      approved.flatMap((sha) => {
        const check = checks.find((one) => one.name === checkName && one.head_sha === sha);
        const isGood =
          check?.conclusion === 'success' ||
          (check?.conclusion === 'neutral' && check.title === 'No affected stacks');
        if (isFork) return [`#${number} of a fork is approved`];
        if (sha !== heads.at(-1)) return [`#${number} is approved at ${sha}, which is not its head`];
        return isGood
          ? []
          : [`#${number} is approved at ${sha}, whose check is ${check?.conclusion ?? 'absent'}`];
      }),
    );

/** The server approves a commit only after GitHub shows that its check has passed. */
export const approvalsFollowChecks: Rule = ({ pulls, checkStates, checkName }) =>
  pulls.flatMap(({ number, approvals = [] }) =>
    approvals
      .filter(
        ({ sha, at }) =>
          !checkStates.some(
            (state) =>
              state.name === checkName &&
              state.head_sha === sha &&
              state.at <= at &&
              (state.conclusion === 'success' || state.conclusion === 'neutral'),
          ),
      )
      .map(({ sha }) => `#${number} was approved at ${sha} before its check had passed`),
  );
