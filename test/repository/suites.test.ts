/** Each test file is run by `npm test` or by `npm run test:slow`, by one of them first and by none of them never. */
import { execFileSync } from 'node:child_process';
import { relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { suites } from '../suites.ts';
import { projectFiles, readProjectFile, root } from '../support/source-files.ts';

const testFiles = projectFiles().filter((file) => file.endsWith('.test.ts'));

function filesOf(config: string): string[] {
  const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
  const listed = execFileSync(process.execPath, [...jest, '--listTests', '--config', config], {
    cwd: root,
    encoding: 'utf8',
  });
  return [...new Set(listed.split('\n').filter((line) => line !== ''))].map((file) =>
    relative(root, file).replaceAll('\\', '/'),
  );
}

test('every test file is in one of the two', () => {
  expect([...suites.fast, ...suites.slow].sort()).toEqual(testFiles);
});

test('the scripts of package.json run them', () => {
  expect(filesOf('jest.config.js').sort()).toEqual(suites.fast);
  const again = new Set([...suites.again.postgres, ...suites.again.threeReplicas]);
  expect(filesOf('test/slow.config.js').sort()).toEqual([...suites.slow, ...again].sort());
  const { scripts } = JSON.parse(readProjectFile('package.json')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  expect(scripts['test']).not.toContain('--config');
  expect(scripts['test:slow']).toContain('--config test/slow.config.js');
  expect(readProjectFile('.ci/run')).toMatch(/npm test [\s\S]*npm run test:slow /);
});

describe('what is slow', () => {
  test('is on the list because it is there', () => {
    expect(suites.stale).toEqual([]);
  });
  test('every suite for each engine meets PostgreSQL', () => {
    const forEach = testFiles.filter((file) =>
      /\bdescribe(?:EachStore|Postgres)\(/.test(readProjectFile(file)),
    );
    const met = new Set([...suites.slow, ...suites.again.postgres]);
    expect(forEach.filter((file) => !met.has(file))).toEqual([]);
  });
});
