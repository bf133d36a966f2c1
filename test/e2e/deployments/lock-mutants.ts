/** Mutants of the locks of deployments. */
import { type Mutant, merge, pass, single, upload } from './mutant.ts';

const job = (seconds: number) => ({ do: 'lock', component: 'dev/vpc', seconds }) as const;

export const lockMutants: readonly Mutant[] = [
  {
    name: 'a change starts without the lock of its component',
    edits: [
      {
        file: 'server/deployments/start-node.ts',
        from: "if (candidate.node.kind !== 'change') return verdict;",
        to: "if (candidate.node.kind !== ('none' as string)) return verdict;",
      },
    ],
    steps: [upload(single), pass(15), merge(), upload(single), pass(15)],
  },
  {
    name: 'a change starts though a job holds the lock of its component',
    edits: [
      {
        file: 'domain/dispatch/instance-free.ts',
        from: "if (kind === 'change') return true;",
        to: "if (kind === 'change') return false;",
      },
      {
        file: 'server/deployments/start-node.ts',
        from: "if (wait === undefined) return { status: 'start' };",
        to: "if (wait === undefined || wait.type === 'lock') return { status: 'start' };",
      },
    ],
    steps: [upload(single), pass(15), merge(), job(300), upload(single), pass(5)],
  },
  {
    name: 'a deployment that has ended keeps its lock',
    edits: [
      {
        file: 'server/deployments/instance-locks.ts',
        from: 'if (ended.length > 0) await deploymentLocks.end(trx, claimsOf(ended));',
        to: '',
      },
    ],
    steps: [upload(single), pass(15), merge(), upload(single), pass(40)],
  },
];
