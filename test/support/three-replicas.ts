/** Jest runs it before each test file of the project of that name. */
import { replicasVariable } from './replicas.ts';

process.env[replicasVariable] = '3';
