import { runStep } from '../shared/index.js';

await runStep('validate-trust-policy/main');
