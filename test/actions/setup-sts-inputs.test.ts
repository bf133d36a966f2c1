import { describe, expect, test } from '@jest/globals';
import { startApiPeer } from '../support/api-peer.ts';
import { runAction } from '../support/run-action.ts';
import { annotationOf, type Inputs } from './run-setup-sts.ts';

describe('setup-sts refuses before it asks for anything', () => {
  test.each<{
    name: string;
    inputs?: Inputs;
    environment?: Record<string, string | undefined>;
    says: string;
  }>([
    {
      name: 'no workspace id',
      environment: { ATMOS_PRO_WORKSPACE_ID: '' },
      says: '::error title=INPUT_MISSING::The workspace ID',
    },
    {
      name: 'a missing id-token permission',
      environment: { ACTIONS_ID_TOKEN_REQUEST_URL: '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' },
      says: '::error title=INPUT_ID_TOKEN_PERMISSION::This job cannot request an OIDC token.%0AAdd `permissions: id-token: write` to the job.',
    },
    {
      name: 'an ID-token endpoint without encryption',
      environment: { ACTIONS_ID_TOKEN_REQUEST_URL: 'http://runner.example/id-token' },
      says: '::error title=INPUT_INVALID::ACTIONS_ID_TOKEN_REQUEST_URL must be an https:// URL.',
    },
    {
      name: 'a plain base-url beyond this machine',
      inputs: { 'base-url': 'http://pro.example' },
      says: 'title=INPUT_INVALID::The setting "base-url" must be an https:// URL',
    },
    {
      name: 'a base-url with a password',
      inputs: { 'base-url': 'https://user:secret@pro.example' },
      says: 'title=INPUT_INVALID::The setting "base-url" must be a URL without user',
    },
    {
      name: 'an endpoint with a query',
      inputs: { endpoint: 'api/v1?x=1' },
      says: 'The setting "endpoint" must be a path such as api/v1.',
    },
    {
      name: 'a workspace id with a blank',
      inputs: { 'workspace-id': 'ws 1' },
      says: 'title=INPUT_INVALID::The setting "workspace-id" must be 1 to 128 ',
    },
    {
      name: 'an audience with a line break',
      inputs: { audience: 'a\nb' },
      says: 'title=INPUT_INVALID::The setting "audience" must be 1 to 256 ',
    },
    {
      name: 'a source without an owner',
      inputs: { sources: 'acme/a\nmodules' },
      says: 'Input "sources" takes repositories as owner/name, got "modules".',
    },
    {
      name: 'a source that climbs',
      inputs: { sources: 'acme/..' },
      says: 'Input "sources" takes repositories as owner/name',
    },
    {
      name: 'too many sources',
      inputs: { sources: Array.from({ length: 201 }, (_, index) => `acme/m${index}`).join() },
      says: 'The setting "sources" takes at most 200 repositories.',
    },
    {
      name: 'a policy name that leaves its directory',
      inputs: { 'policy-name': '../x' },
      says: 'Input "policy-name" takes the name of a policy file without .yaml',
    },
    {
      name: 'an unknown git-config',
      inputs: { 'git-config': 'global' },
      says: 'Input "git-config" must be one of env, file, none, got "global".',
    },
    {
      name: 'a flag that is none',
      inputs: { revoke: 'yes' },
      says: 'Input "revoke" must be true or false, got "yes".',
    },
    {
      name: 'a flag that is none, of the other input',
      inputs: { 'allow-excluded': '1' },
      says: 'Input "allow-excluded" must be true or false, got "1".',
    },
    {
      name: 'a token-env that is not a variable',
      inputs: { 'token-env': 'MY-TOKEN' },
      says: '::error title=INPUT_INVALID::token-env is "MY-TOKEN"',
    },
    {
      name: 'an unusable GIT_CONFIG_COUNT',
      environment: { GIT_CONFIG_COUNT: 'abc' },
      says: '::error title=INPUT_GIT_CONFIG_INVALID::GIT_CONFIG_COUNT is "abc"',
    },
    {
      name: 'a GIT_CONFIG_COUNT without its keys',
      environment: { GIT_CONFIG_COUNT: '1' },
      says: '::error title=INPUT_GIT_CONFIG_INVALID::GIT_CONFIG_KEY_0 is missing',
    },
  ])('$name', async ({ inputs = {}, environment = {}, says }) => {
    await using peer = await startApiPeer();
    const result = await runAction('setup-sts', 'main', {
      inputs,
      environment: { ...peer.environment, ...environment },
    });
    expect(annotationOf(result.stdout)).toContain(says);
    expect(result.exitCode).toBe(1);
    expect(result.stdout).not.toContain('secret@');
    expect(result.environmentFile).toEqual({});
    expect(peer.requests).toEqual([]);
  });
});
