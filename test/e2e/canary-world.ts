/** The GitHub that the canary's flow plays in. */

/** Of the App: people sign in to the dashboard with it. */
export const clientSecret = '5f0c1d2e3b4a59687765d4c3b2a1908f7e6d5c4b';

/** Of the server: it stores the tokens of jobs encrypted with it. */
export const tokenKey = '8Hb3mZ0cQ1x7Yw9uVt5sRr2pOo4nMm6kLl8jJi0hGgE=';

const policy = `apiVersion: atmos-pro.com/v1alpha1
kind: TrustPolicy
metadata: {name: default}
spec: {rules: [{match: {repository: acme/infra}}]}
`;
const source = (name: string) => ({
  name,
  files: { 'main.tf': '# module\n', '.atmos/pro/sts/default.yaml': policy },
});
const job = (name: string) => ({ name, permissions: { 'id-token': 'write' } }) as const;
/** Where the actions upload and commit, and the branch of its pull request; public, so that it is cloned without a token. */
export const uploading = 'acme/app';
export const branch = 'feature/x';
export const seed = {
  accounts: [{ login: 'olga', id: 501, type: 'User' }],
  repositories: [
    {
      name: uploading,
      visibility: 'public',
      files: { 'main.tf': 'a=1\n' },
      branches: { [branch]: { files: { 'main.tf': 'a=2\n' } } },
      pull_requests: [{ number: 7, head: branch }],
    },
    { name: 'acme/infra' },
    { name: 'acme/other' },
    source('acme/modules'),
    source('platform/modules'),
  ],
  apps: [
    {
      slug: 'atmos-pro',
      client_secret: clientSecret,
      permissions: { contents: 'write', metadata: 'read', actions: 'read', pull_requests: 'write' },
    },
  ],
  installations: [
    { app: 'atmos-pro', account: 'acme' },
    { app: 'atmos-pro', account: 'platform' },
  ],
  runs: [
    { repository: 'acme/infra', jobs: [job('plan')] },
    { repository: 'acme/other', jobs: [job('stranger')] },
    {
      repository: uploading,
      event: 'pull_request',
      ref: 'refs/pull/7/merge',
      head_ref: branch,
      base_ref: 'main',
      workflow: '.github/workflows/format.yml',
      jobs: [job('format')],
    },
  ],
} as const;
