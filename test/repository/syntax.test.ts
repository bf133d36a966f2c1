/** Functions stay small, an exported name means one thing, and a cast has a reason. */
import { expect, test } from '@jest/globals';
import { projectFiles } from '../support/source-files.ts';
import { readSyntax } from '../support/syntax.ts';

const modules = projectFiles().filter((file) => /^(src|actions)\/.*(?<!\.d)\.ts$/.test(file));
const { functions, exported, casts } = readSyntax(modules);

const maxFunctionLines = 60;
const maxParameters = 3;
/** The files of an action, and its steps: `main.ts`, `inputs.ts`, `settings.ts`, `outputs.ts` look alike in all of them. */
const namesOfEachAction = ['run', 'inputTable', 'Inputs', 'Settings', 'resolveSettings', 'toOutputs'];

test('all modules are read', () => {
  expect(modules.length).toBeGreaterThan(700);
  expect(functions.length).toBeGreaterThan(3000);
  expect(exported.size).toBeGreaterThan(1000);
});

test(`functions have at most ${maxFunctionLines} lines`, () => {
  expect(functions.filter(({ lines }) => lines > maxFunctionLines)).toEqual([]);
});

test(`functions have at most ${maxParameters} positional parameters`, () => {
  expect(functions.filter(({ parameters }) => parameters > maxParameters)).toEqual([]);
});

test('exported names are unique', () => {
  const repeated = [...exported].filter(
    ([name, files]) =>
      new Set(files).size > 1 &&
      !(namesOfEachAction.includes(name) && files.every((file) => file.startsWith('actions/'))),
  );
  expect(repeated).toEqual([]);
});

const scripts = projectFiles().filter((file) => /^scripts\/.*(?<!\.d)\.ts$/.test(file));
const castsOfScripts = readSyntax(scripts).casts;

test('scripts are read', () => {
  expect(scripts.length).toBeGreaterThan(15);
});

test('parsed JSON is validated, not cast', () => {
  expect([...casts, ...castsOfScripts].filter(({ isOfParsedJson }) => isOfParsedJson)).toEqual([]);
});

test('a comment at each cast says why it is right', () => {
  const bare = [...casts, ...castsOfScripts].filter(({ hasReason }) => !hasReason);
  expect(bare.map(({ place, text }) => `${place} ${text}`)).toEqual([]);
});
