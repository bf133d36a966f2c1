/** Bounds of what deployments read and send. */

/** Longest `settings.pro` that is read, in characters of JSON; an upload may have no longer one. */
export { maxSettingsLength } from '../stacks/limits.ts';
/** Most deployments of one batch. */
export const maxBatchNodes = 5_000;
/** Most dependencies between the deployments of one batch. */
export const maxBatchEdges = 50_000;
/** Most workflow files that one activity of one component may start. */
export const maxWorkflowsPerNode = 20;
/** Most activities of one event that are read. */
export const maxActivities = 100;
/** Most inputs that are read of one workflow; GitHub takes fewer, and the excess is reported. */
export const maxReadInputs = 200;
/** Most inputs of one dispatch, by GitHub. */
export const maxInputs = 25;
/** Longest inputs of one dispatch, in characters of JSON, by GitHub. */
export const maxInputsLength = 65_535;
/** Longest name of a workflow file, in characters. */
export const maxFileNameLength = 255;
/** Longest name of an activity or input, in characters. */
export const maxSettingNameLength = 100;
/** Largest workflow file that is read, in characters. */
export const maxWorkflowLength = 512 * 1024;
/** Most jobs of one workflow file whose `concurrency` is read. */
export const maxWorkflowJobs = 500;
/** Longest concurrency group, in characters; the rest is cut. */
export const maxGroupLength = 1_024;
