/** Every operation that the simulator knows. */
import type { SimulatorRoute } from './api/handler.ts';
import { accessTokenRoutes } from './handlers/access-tokens.ts';
import { appManifestRoutes } from './handlers/app-manifests.ts';
import { appRoutes } from './handlers/apps.ts';
import { branchRoutes } from './handlers/branches.ts';
import { checkRunRoutes } from './handlers/check-runs.ts';
import { checkSuiteRoutes } from './handlers/check-suites.ts';
import { codeOwnerRoutes } from './handlers/code-owners.ts';
import { collaboratorRoutes } from './handlers/collaborators.ts';
import { compareRoutes } from './handlers/compare.ts';
import { contentRoutes } from './handlers/contents.ts';
import { gitBlobRoutes } from './handlers/git-blobs.ts';
import { gitCommitRoutes } from './handlers/git-commits.ts';
import { gitRefRoutes } from './handlers/git-refs.ts';
import { gitTreeRoutes } from './handlers/git-trees.ts';
import { graphqlRoutes } from './handlers/graphql.ts';
import { hookRoutes } from './handlers/hooks.ts';
import { issueCommentRoutes } from './handlers/issue-comments.ts';
import { issueRoutes } from './handlers/issues.ts';
import { listRunRoutes } from './handlers/list-runs.ts';
import { metaRoutes } from './handlers/meta.ts';
import { oidcRoutes } from './handlers/oidc.ts';
import { openPullRoutes } from './handlers/open-pulls.ts';
import { pendingDeploymentRoutes } from './handlers/pending-deployments.ts';
import { pullRoutes } from './handlers/pulls.ts';
import { repositoryRoutes } from './handlers/repositories.ts';
import { reviewRoutes } from './handlers/reviews.ts';
import { runJobRoutes } from './handlers/run-jobs.ts';
import { runRoutes } from './handlers/runs.ts';
import { teamRoutes } from './handlers/teams.ts';
import { userSignInRoutes } from './handlers/user-sign-in.ts';
import { userRoutes } from './handlers/users.ts';
import { workflowRoutes } from './handlers/workflows.ts';

export const routes: readonly SimulatorRoute[] = [
  ...oidcRoutes,
  ...appRoutes,
  ...appManifestRoutes,
  ...hookRoutes,
  ...userSignInRoutes,
  ...userRoutes,
  ...teamRoutes,
  ...accessTokenRoutes,
  ...repositoryRoutes,
  ...collaboratorRoutes,
  ...checkRunRoutes,
  ...checkSuiteRoutes,
  ...branchRoutes,
  ...gitRefRoutes,
  ...gitBlobRoutes,
  ...gitTreeRoutes,
  ...gitCommitRoutes,
  ...compareRoutes,
  ...pullRoutes,
  ...openPullRoutes,
  ...reviewRoutes,
  ...issueRoutes,
  ...issueCommentRoutes,
  ...contentRoutes,
  ...codeOwnerRoutes,
  ...workflowRoutes,
  ...listRunRoutes,
  ...runRoutes,
  ...runJobRoutes,
  ...pendingDeploymentRoutes,
  ...metaRoutes,
  ...graphqlRoutes,
];
