import { runStep } from '../shared/index.js';

await runStep('upload-status/main');
