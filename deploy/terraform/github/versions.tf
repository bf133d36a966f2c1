terraform {
  required_version = ">= 1.5"

  required_providers {
    github = {
      source  = "integrations/github"
      version = "~> 6.9"
    }
  }
}

# Reads its token from GITHUB_TOKEN: of a user who administrates the repositories, because GitHub lets no App change
# the repositories of an installation.
provider "github" {
  owner = var.owner
}
