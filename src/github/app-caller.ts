/** Signs as the GitHub App with the key that GitHub accepts: during a rotation, one of two. */
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/core';
import type { Logger } from '../base/ports.ts';
import { type AppKey, readAppKeys } from './app-keys.ts';
import { GitHubFailure } from './failure.ts';

type OctokitOptions = NonNullable<ConstructorParameters<typeof Octokit>[0]>;
type Send = Octokit['request'];

export interface AppCaller {
  /** Runs `work` with each key until GitHub does not return 401. Starts with the key that it accepted last. */
  call<T>(work: (send: Send) => Promise<T>): Promise<T>;
  /** Uses other keys from the next call on. Throws INPUT_CONFIG_INVALID and keeps the old ones. */
  useKeys(text: string, source: string): void;
}

export interface AppCallerOptions {
  readonly appId: string;
  /** PEM text with one or two keys. A secret. */
  readonly privateKey: string;
  readonly base: OctokitOptions;
  readonly logger: Logger;
}

interface Signer extends AppKey {
  readonly send: Send;
}

/** Throws `INPUT_CONFIG_INVALID` when the keys cannot be read. */
export function createAppCaller({ appId, privateKey, base, logger }: AppCallerOptions): AppCaller {
  function readSigners(text: string, source: string): readonly Signer[] {
    return readAppKeys(text, source).map((key) => {
      const auth = { appId, privateKey: key.pem, log: base.log };
      return { ...key, send: new Octokit({ ...base, authStrategy: createAppAuth, auth }).request };
    });
  }
  let signers = readSigners(privateKey, 'as configured');

  return {
    async call(work) {
      const inOrder = signers;
      for (const [index, signer] of inOrder.entries()) {
        try {
          const result = await work(signer.send);
          if (index > 0 && signers === inOrder) {
            signers = [signer, ...inOrder.filter((other) => other !== signer)];
            logger.warn('github app: using another key', { fingerprint: signer.fingerprint });
          }
          return result;
        } catch (error) {
          const isRefused = error instanceof GitHubFailure && error.kind === 'unauthorized';
          if (!isRefused || index === inOrder.length - 1) throw error;
          logger.warn('github app: GitHub rejected a key', { fingerprint: signer.fingerprint });
        }
      }
      throw new GitHubFailure('unexpected', 'The GitHub App has no key.');
    },
    useKeys(text, source) {
      signers = readSigners(text, source);
      const fingerprints = signers.map(({ fingerprint }) => fingerprint);
      logger.info('github app: keys read', { fingerprints });
    },
  };
}
