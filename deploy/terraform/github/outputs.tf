output "codeowners_line" {
  description = "The last line that .github/CODEOWNERS of each source repository needs. Replace the team."
  value       = "/${local.policy_directory}/ @${var.owner}/security"
}
