import { runStep } from '../shared/index.js';

await runStep('commit/main');
