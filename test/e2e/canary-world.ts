/** The GitHub that the canary's flow plays in. */

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
export const seed = {
  repositories: [
    { name: 'acme/infra' },
    { name: 'acme/other' },
    source('acme/modules'),
    source('platform/modules'),
  ],
  apps: [{ slug: 'atmos-pro', permissions: { contents: 'read', metadata: 'read' } }],
  installations: [
    { app: 'atmos-pro', account: 'acme' },
    { app: 'atmos-pro', account: 'platform' },
  ],
  runs: [
    { repository: 'acme/infra', jobs: [job('plan')] },
    { repository: 'acme/other', jobs: [job('stranger')] },
  ],
} as const;
