import { runStep } from '../shared/index.js';

await runStep('lock-stack/post');
