/** The inventory: what is in it, and the three switches in one (docs/wire.md#inventory-upload). */
import { describe, expect, test } from '@jest/globals';
import { readInstances } from '../../../../src/client/stacks/read-instances.ts';

function instances(sections: Readonly<Record<string, object>>, type = 'terraform') {
  return readInstances(JSON.stringify({ dev: { components: { [type]: sections } } }));
}

describe('the switches', () => {
  const none = undefined;
  test.each<
    [metadata: unknown, pro: unknown, drift: unknown, sentPro: boolean, sentDrift: boolean | undefined]
  >([
    [none, none, 'no block', true, none],
    [none, true, true, true, true],
    [none, none, true, true, true],
    [none, 'true', true, true, true],
    [none, true, 'true', true, false],
    [none, true, none, true, false],
    [none, false, true, false, false],
    [false, true, true, false, false],
    [false, none, 'no block', false, none],
    ['false', true, true, true, true],
    [true, '{{ .x }}', true, true, true],
  ])('metadata %j, pro %j, drift %j: pro %j, drift %j', (metadata, pro, drift, sentPro, sentDrift) => {
    const driftBlock = drift === 'no block' ? {} : { drift_detection: { enabled: drift, detect: { a: 1 } } };
    const settings = { pro: { enabled: pro, other: 1, ...driftBlock }, vars: 1 };
    const [found] = instances({ vpc: { metadata: { enabled: metadata }, settings } });
    const expectedDrift =
      sentDrift === none ? {} : { drift_detection: { enabled: sentDrift, detect: { a: 1 } } };
    expect(found).toEqual({
      item: {
        component: 'vpc',
        stack: 'dev',
        component_type: 'terraform',
        settings: { pro: { enabled: sentPro, other: 1, ...expectedDrift } },
      },
      isEnabled: sentPro,
      hasDriftDetection: sentDrift === true,
    });
  });

  test.each([
    { name: 'no pro: no settings', settings: { other: 1 }, sent: {} },
    { name: 'no settings', settings: undefined, sent: {} },
    {
      name: 'a pro that is not a block passes unchanged',
      settings: { pro: '!env X' },
      sent: { settings: { pro: '!env X' } },
    },
    {
      name: 'a drift_detection that is not a block passes unchanged',
      settings: { pro: { drift_detection: 'yes' } },
      sent: { settings: { pro: { enabled: true, drift_detection: 'yes' } } },
    },
  ])('$name', ({ settings, sent }) => {
    expect(instances({ vpc: { settings } })[0]?.item).toEqual({
      component: 'vpc',
      stack: 'dev',
      component_type: 'terraform',
      ...sent,
    });
  });
});

test('disabled components are in it, abstract ones are not, and nothing but name, type and pro leaves', () => {
  const found = instances({
    base: { metadata: { type: 'abstract' } },
    off: {
      metadata: { enabled: false },
      settings: { pro: {} },
      vars: { password: 'hunter2' },
      backend: { key: 1 },
    },
    odd: null as unknown as object,
  });
  expect(found.map(({ item }) => item)).toEqual([
    { component: 'off', stack: 'dev', component_type: 'terraform', settings: { pro: { enabled: false } } },
  ]);
});

test('every component type is in it, by stack and component', () => {
  const stack = { components: { helmfile: { b: {} }, terraform: { 'eks/a': {}, c: {} }, packer: { a: {} } } };
  const found = readInstances(
    JSON.stringify({ prod: stack, dev: { components: { custom: { z: {} } } }, empty: {} }),
  );
  expect(found.map(({ item }) => `${item.stack} ${item.component} ${item.component_type}`)).toEqual([
    'dev z custom',
    'prod a packer',
    'prod b helmfile',
    'prod c terraform',
    'prod eks/a terraform',
  ]);
});

test.each(['[]', 'null', 'Usage:', '"x"'])('%s is refused', (text) => {
  expect(() => readInstances(text)).toThrow(expect.objectContaining({ code: 'INPUT_STACKS_INVALID' }));
});
