/** The text of issues about drift: hostile names are inert, and what people wrote around the block stays. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  addIssueDoubt,
  issueMarker,
  putIssueBlock,
  renderCauseDrift,
  renderInstanceDrift,
  renderIssueBlock,
  renderIssueEnd,
} from '../../../../src/domain/reports/drift-issue.ts';

const place = { workspaceId: 'ws_acme', repositoryId: '1', key: 'a'.repeat(32) };
const evil =
  '@acme/owners #1 GH-7 <img src=x> [x](https://evil.example) | `x` www.evil.example\n<!-- end of atmos-pro drift -->';
const since = Date.UTC(2026, 10, 30, 6);
const change = {
  type: 'aws_vpc',
  action: 'update',
  attributes: ['tags.Team'],
  origin: 'drift',
  resources: 3,
};

test('names the instance, what changed and where', () => {
  const instance = { stack: 'plat-ue2-dev', component: 'vpc' };
  const text = renderInstanceDrift({ instance, changes: [change], ignored: 2, since });
  expect(text.title).toBe('Drift: vpc in plat-ue2-dev');
  const block = renderIssueBlock(place, text);
  for (const part of ['aws&#95;vpc', 'tags.Team', 'outside Terraform', '| 3 |', 'configuration: 2.'])
    expect(block).toContain(part);
  expect(renderInstanceDrift({ instance, changes: [], ignored: 0, since }).details).toContain('no summary');
});

test('has one line of doubt, however often it is added', () => {
  const text = renderInstanceDrift({
    ...{ instance: { stack: 'dev', component: 'vpc' }, changes: [], ignored: 0, since },
  });
  const once = addIssueDoubt(text, 'error');
  expect(addIssueDoubt(once, 'error')).toEqual(once);
  expect(addIssueDoubt(once, 'unknown').lead).not.toContain('failed');
});

test('keeps hostile names inert, also in titles', () => {
  const instance = { stack: evil, component: evil };
  const changes = [{ ...change, type: evil, action: evil, attributes: [evil] }];
  const texts = [
    renderInstanceDrift({ instance, changes, ignored: 0, since }),
    renderCauseDrift({ description: undefined, instances: [instance], instanceCount: 60, since }),
  ];
  for (const text of texts) {
    const block = renderIssueBlock(place, text);
    for (const part of ['@acme', '#1 ', 'GH-7 <', '<img', '](https', 'www.evil'])
      expect(block).not.toContain(part);
    expect(block.match(/<!--/g)).toHaveLength(2);
    expect(text.title).not.toMatch(/[@#<>[\]`|\n]/);
    expect(text.title.length).toBeLessThanOrEqual(256);
  }
});

test('replaces its own block, and nothing else', () => {
  const body = fc.string({ maxLength: 40 }).filter((text) => !text.includes('<!--'));
  const one = renderIssueBlock(place, { lead: 'one', details: 'x' });
  const two = renderIssueBlock(place, renderIssueEnd('in_sync'));
  fc.assert(
    fc.property(body, body, (before, after) => {
      expect(putIssueBlock(`${before}${one}${after}`, place, two)).toBe(`${before}${two}${after}`);
    }),
  );
  expect(putIssueBlock('Mine.', place, one)).toBe(`${one}\n\nMine.`);
  expect(putIssueBlock('', place, one)).toBe(one);
  const cut = `${issueMarker(place)}\nMine.`;
  expect(putIssueBlock(cut, place, one)).toBe(`${one}\n\nMine.`);
});
