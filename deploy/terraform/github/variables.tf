variable "owner" {
  description = "Account that has the repositories, and on which the GitHub App is installed."
  type        = string
}

variable "app_id" {
  description = "Id of the GitHub App, as in github.app_id of the server's configuration."
  type        = number
}

variable "installation_id" {
  description = "Id of the installation of the App on the account: the number at the end of the address of its settings page."
  type        = string
}

variable "source_repositories" {
  description = "Names, without the owner, of the repositories that have trust policies and that jobs read."
  type        = set(string)
}

variable "calling_repositories" {
  description = "Names, without the owner, of the repositories whose jobs request tokens."
  type        = set(string)
}

variable "deployment_repositories" {
  description = "Names of the calling repositories with deployments: no pull request is merged there before its check succeeds."
  type        = set(string)
  default     = []
}

variable "push_ruleset_team_id" {
  description = "Id of the team that alone may push changes of policies, to any branch. Null without push rulesets, which need GitHub Team or Enterprise and a private or internal repository."
  type        = number
  default     = null
}
