/** Makes the client secret of an App, as long as one of GitHub's. */
import { randomBytes } from 'node:crypto';

export function newClientSecret(): string {
  return randomBytes(20).toString('hex');
}
