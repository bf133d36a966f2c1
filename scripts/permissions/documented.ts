/**
 * The table "Repository permissions" of GitHub's documentation, which names the parameters that preselect permissions of fine-grained
 * tokens. They are permissions of GitHub Apps under the same names; some of them are missing from GitHub's API description.
 *
 * https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens#repository-permissions
 */
export const documentedPermissions = `
actions: read, write
administration: read, write
artifact_metadata: read, write
attestations: read, write
security_events: read, write
codespaces: read, write
codespaces_lifecycle_admin: read, write
codespaces_metadata: read
codespaces_secrets: write
statuses: read, write
contents: read, write
repository_custom_properties: read, write
vulnerability_alerts: read, write
dependabot_secrets: read, write
deployments: read, write
discussions: read, write
environments: read, write
issues: read, write
merge_queues: read, write
metadata: read
pages: read, write
pull_requests: read, write
repository_advisories: read, write
secret_scanning_alerts: read, write
secrets: read, write
actions_variables: read, write
repository_hooks: read, write
workflows: write
`;

/** The names in its tables of permissions of organizations and of accounts: a token for one repository must not carry them. */
export const documentedElsewhere = `
organization_api_insights organization_administration organization_user_blocking organization_campaigns
organization_custom_org_roles organization_custom_properties organization_custom_roles organization_events
organization_copilot_seat_management issue_types organization_knowledge_bases members organization_models
organization_network_configurations organization_announcement_banners organization_codespaces
organization_codespaces_secrets organization_codespaces_settings organization_dependabot_secrets
organization_code_scanning_dismissal_requests organization_private_registries organization_plan organization_projects
organization_secrets organization_self_hosted_runners team_discussions organization_actions_variables organization_hooks
blocking codespaces_user_secrets copilot_messages copilot_editor_context copilot_requests emails user_events followers
gpg_keys gists keys interaction_limits knowledge_bases user_models plan private_repository_invitations profile
git_signing_ssh_public_keys starring watching
`;
