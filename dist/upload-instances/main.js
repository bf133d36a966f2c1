import { runStep } from '../shared/index.js';

await runStep('upload-instances/main');
