/** The request of a client for a commit (docs/wire.md#commits). The body has `mode` where it matters, besides. */

import type { CommitReceipt } from '../../api/answers.ts';
import { cleanLine } from '../../base/text.ts';
import { validateCommitAnswer } from '../../schema/generated/commit-answer.cjs';
import { createReader, type Operation, openAnswer } from '../answer.ts';
import { JsonText, type Send } from '../send.ts';
import type { Session } from '../session.ts';
import type { CommitOrder } from './order.ts';

export type CommitAnswer =
  | {
      readonly status: 'committed';
      readonly sha: string;
      /** False when the branch had it all; a server that does not say has made a commit. */
      readonly created: boolean;
      /** What became of the comment, where the server says. */
      readonly comment: string | undefined;
    }
  /** The App itself started the run. */
  | { readonly status: 'loop'; readonly message: string };

/** The request as text, made once for all attempts. */
export interface CommitBody {
  readonly json: string;
  /** Commit that is checked out; goes into the query, which the hosted server does not read. */
  readonly base: string | undefined;
}

export interface CommitCalls {
  /** `POST /git/commit`. To ask again is fine: the server answers with the commit that it made. */
  createCommit(session: Session, body: CommitBody): Promise<CommitAnswer>;
}

/** Whole exchange, in milliseconds: the upload of many files, and then GitHub. */
const timeoutMs = 90_000;

const readCommit = createReader<CommitReceipt>(validateCommitAnswer);

const operation: Operation = {
  name: 'The commit',
  codes: {
    400: 'INPUT_COMMIT_INVALID',
    401: 'DENIED_SESSION',
    403: 'DENIED_PERMISSION',
    409: 'DENIED_COMMIT',
    413: 'INPUT_COMMIT_INVALID',
  },
  refusalCode: 'REMOTE_REFUSED',
  hints: {
    403: 'This repository needs the permission ws:commits:create, and the job has to run for a pull request of the repository itself, not of a fork.',
    404: 'Check workspace-id and endpoint, that this repository is imported, and that the GitHub App is installed on it.',
    409: 'Nothing was committed. The run of the newest commit makes the changes; or run this job again on it.',
    413: 'Commit fewer or smaller files.',
  },
};

export function encodeCommit({
  branch,
  message,
  comment,
  additions,
  deletions,
  base,
}: CommitOrder): CommitBody {
  const body = {
    branch,
    changes: {
      additions: additions.map(({ path, content, mode }) => ({
        path,
        contents: Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('base64'),
        mode,
      })),
      deletions: deletions.map(({ path }) => ({ path })),
    },
    commitMessage: message,
    comment,
  };
  return { json: JSON.stringify(body), base };
}

export function createCommitCalls(send: Send): CommitCalls {
  return {
    async createCommit(session, { json, base }) {
      const path = base === undefined ? '/git/commit' : `/git/commit?base=${base}`;
      const response = await send({ method: 'POST', path, body: new JsonText(json), timeoutMs, session });
      const answer = openAnswer(operation, response, readCommit);
      if (answer.status === 'refused') {
        const { tag, message, error } = answer.refusal;
        if (tag === 'CommitLoop') return { status: 'loop', message };
        throw error;
      }
      const { sha, created, comment } = answer.value;
      return {
        status: 'committed',
        sha,
        created: created !== false,
        comment: comment === undefined ? undefined : cleanLine(comment),
      };
    },
  };
}
