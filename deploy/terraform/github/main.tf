# Access of the GitHub App, and what protects its trust policies. docs/terraform.md explains each part.

locals {
  policy_directory = ".atmos/pro/sts"
}

# All repositories of the installation: what is not listed here is removed from it.
resource "github_app_installation_repositories" "atmos_pro" {
  installation_id       = var.installation_id
  selected_repositories = setunion(var.source_repositories, var.calling_repositories)
}

# A policy takes effect on the default branch. Nobody, and no App, bypasses the review of its owners there.
resource "github_repository_ruleset" "policy_review" {
  for_each = var.source_repositories

  name        = "Atmos Pro: review of trust policies"
  repository  = each.value
  target      = "branch"
  enforcement = "active"

  conditions {
    ref_name {
      include = ["~DEFAULT_BRANCH"]
      exclude = []
    }
  }

  rules {
    deletion         = true
    non_fast_forward = true

    pull_request {
      required_approving_review_count = 1
      require_code_owner_review       = true
      dismiss_stale_reviews_on_push   = true
      require_last_push_approval      = true
    }
  }
}

# Keeps changes of policies out of every branch, so that none is merged by mistake.
resource "github_repository_ruleset" "policy_push" {
  for_each = var.push_ruleset_team_id == null ? [] : var.source_repositories

  name        = "Atmos Pro: pushes of trust policies"
  repository  = each.value
  target      = "push"
  enforcement = "active"

  bypass_actors {
    actor_id    = var.push_ruleset_team_id
    actor_type  = "Team"
    bypass_mode = "always"
  }

  rules {
    file_path_restriction {
      restricted_file_paths = ["${local.policy_directory}/**/*"]
    }
  }
}

# The check of the server. Only the App can report it.
resource "github_repository_ruleset" "deployments" {
  for_each = var.deployment_repositories

  name        = "Atmos Pro: deployments"
  repository  = each.value
  target      = "branch"
  enforcement = "active"

  conditions {
    ref_name {
      include = ["~DEFAULT_BRANCH"]
      exclude = []
    }
  }

  rules {
    required_status_checks {
      do_not_enforce_on_create = true

      required_check {
        context        = "Atmos Pro"
        integration_id = var.app_id
      }
    }
  }
}
