/** Texts for people use the words of the trade, and American spelling. */
import { expect, test } from '@jest/globals';
import { projectFiles, readProjectFile } from '../support/source-files.ts';
import { textsForPeople } from '../support/texts-for-people.ts';

/** Wording → what to write instead. */
const wordings: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\bgood (?:for|at)\b/i, 'valid for'],
  [/\bmend(?:s|ed|ing)?\b/i, 'fix, error'],
  [/\bstands? (?:in|twice|beside)\b/i, 'is in, duplicate, next to'],
  [/\b(?:go|goes|went|going) on\b(?! to)/i, 'continue, is running'],
  [/\bpart (?:it|them)\b/i, 'split'],
  [/\bleads? (?:no|some)where\b/i, 'does not resolve'],
  [/\bbelie(?:f|ves?|ved)\b/i, 'trusted, cached'],
  [/\b(?:take|takes|taken|took) (?:\w+ ){0,3}for gone\b/i, 'considered removed'],
  [/\blook(?:s|ed|ing)? (?:at|to)\b/i, 'check'],
  [/\bwho(?:m)?ever\b/i, 'name the actor'],
  [/(?:^|[.;] +)(?:Who|Whose|Whom|Whatever) [^.?\n]*\.|[.;] +What [^.?\n]*\./m, 'name the subject'],
  [/\b(?:some|no)body\b/i, 'name the actor'],
  [/\bpeers?\b/i, 'server, client, GitHub'],
  [/\bown words\b/i, 'output, message'],
  [
    /\b(?:a|an|one|two|three|all|its|few|many|each|every|another|other|no|the|first|second|earlier|last|next|more|between|of) (?:try|tries)\b/i,
    'attempt',
  ],
  [/^Tries (?:in|of|that)\b/m, 'attempts'],
  [/\bturn(?:s|ed|ing)? away\b/i, 'reject'],
  [/\bworked in\b/i, 'applied'],
  [/, which is none\b/i, 'invalid, does not belong to'],
  [/\bgets? over\b/i, 'survives'],
  [/\bdefects?\b|\bof ours\b/i, 'bug; name the product'],
  [/(?<!\bthere )\b(?:is|are|was|were) no (?!longer\b|more\b)/i, 'is not a'],
  [/\b(?:is|are) not there\b/i, 'does not exist'],
  [/\blets? (?:\w+ ){0,2}in\b(?! (?:the|a|an)\b)/i, 'allow, match'],
  [/\banew\b|\bfor ever\b/i, 'again, forever'],
  [
    /\b(?:licences?|behaviours?|colours?|\w*(?:organ|custom|normal|recogn|author|serial|initial)is(?:e[ds]?|ing|ation)|(?:mis)?spelt|artefacts?|centres?|neighbours?|favour\w*|honour\w*)\b/i,
    'American spelling',
  ],
];

function findWordings(pattern: RegExp): string[] {
  return textsForPeople(pattern).flatMap(({ file, text }) =>
    wordings.flatMap(([wording, instead]) => {
      const all = [...text.matchAll(new RegExp(wording.source, `g${wording.flags}`))];
      return all.map(({ 0: found }) => `${file}: "${found.trim().slice(0, 80)}" → ${instead}`);
    }),
  );
}

test.each([
  ['documents', /^(?:README|CHANGELOG)\.md$|^(?:docs|actions|\.github)\/.*\.md$/],
  ['manifests', /^actions\/[^/]+\/action\.yml$|^\.github\/.*\.ya?ml$/],
  ['schemas', /^schemas\/.*\.json$/],
  ['sentences and comments in the code', /^(?:src|actions|scripts|bench)\/.*\.ts$/],
  ['titles and comments of tests', /^test\/(?!repository\/language\.test\.ts$).*\.ts$/],
])('%s', (_what, pattern) => {
  expect(findWordings(pattern)).toEqual([]);
});

/** The first sentence of a module: the comment at its very beginning. */
const headlessHeader = /^\/\*\*(?:\n \*)? (?:What|Who|Whose|Whom|Whether|Whatever|Whoever)\b.*/;

test('the header of a module names its subject: what it decides, reads, renders or describes', () => {
  const modules = projectFiles().filter((file) => /^(?:src|actions|scripts|bench)\/.*\.ts$/.test(file));
  expect(modules.length).toBeGreaterThan(700);
  const headless = modules.flatMap((file) => {
    const header = headlessHeader.exec(readProjectFile(file))?.[0];
    return header === undefined ? [] : [`${file}: ${header}`];
  });
  expect(headless).toEqual([]);
});
