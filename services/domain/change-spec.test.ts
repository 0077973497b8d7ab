import assert from 'node:assert/strict';

import { specOf } from '../../test/doubles/spec-of.ts';
import { node } from '../../test/simulation/stories.ts';
import { barIdentity, changeSpec, coordinatorMoved, forgetNode } from './change-spec.ts';
import type { Intent } from './intent.ts';

const fence = 'hapy2: power cut';
const refusalOf = (intent: Intent, nodes = 4) => changeSpec(specOf(nodes), intent).refusal?.code;

describe('what a verb may not make of the spec', () => {
  it('is a removal or a replacement of a dead machine without a word of how it was fenced', () => {
    assert.equal(refusalOf({ verb: 'remove', node: 'hapy2', dead: true, fence: '' }), 'HAPY-E568');
    const replacement = node('hapy9');
    assert.equal(refusalOf({ verb: 'replace', node: 'hapy2', replacement, fence: '' }), 'HAPY-E568');
    assert.equal(refusalOf({ verb: 'remove', node: 'hapy2', dead: true, fence }), undefined);
    assert.equal(refusalOf({ verb: 'replace', node: 'hapy2', replacement, fence }), undefined);
  });

  it('is one whose word is meant for another machine, or says nothing', () => {
    for (const word of ['hapy3: power cut', 'power cut', 'hapy2:', 'hapy2: x'])
      assert.equal(refusalOf({ verb: 'remove', node: 'hapy2', dead: true, fence: word }), 'HAPY-E581', word);
  });

  it('is a machine that dies while it leaves, without such a word', () => {
    const { spec } = changeSpec(specOf(4), { verb: 'remove', node: 'hapy2', dead: false, fence: '' });
    assert.ok(spec !== undefined);
    const died = (word: string) =>
      changeSpec(spec, { verb: 'remove', node: 'hapy2', dead: true, fence: word });
    assert.equal(died('').refusal?.code, 'HAPY-E568');
    assert.deepEqual(
      died(fence).spec?.leaving?.map((each) => [each.dead, each.fence]),
      [[true, fence]],
    );
  });

  it('is the node with the coordinator on its way out, wherever that was restored', () => {
    const moved = coordinatorMoved(specOf(4), 'hapy3');
    const asked = (name: string) => [
      changeSpec(moved, { verb: 'remove', node: name, dead: false, fence: '' }),
      changeSpec(moved, {
        ...{ verb: 'replace', node: name, replacement: node('hapy9'), fence: `${name}: power cut` },
      }),
    ];
    assert.deepEqual(
      asked('hapy3').map(({ refusal }) => refusal?.code),
      ['HAPY-E564', 'HAPY-E564'],
    );
    for (const { spec } of asked('hapy1')) {
      assert.ok(spec !== undefined);
      assert.equal(spec.coordinator, 'hapy3', 'it is known after every change');
      assert.equal(forgetNode(barIdentity(spec, 'hapy1'), 'hapy1').coordinator, 'hapy3');
    }
  });

  it('is index 0 on its way out, fewer than three, a name that nobody has, a name that somebody has', () => {
    const leaves = (name: string): Intent => ({ verb: 'remove', node: name, dead: false, fence: '' });
    assert.equal(refusalOf(leaves('hapy1')), 'HAPY-E564');
    assert.equal(
      refusalOf({ verb: 'replace', node: 'hapy1', replacement: node('hapy9'), fence }),
      'HAPY-E564',
    );
    assert.equal(refusalOf(leaves('hapy3'), 3), 'HAPY-E560');
    assert.equal(refusalOf(leaves('hapy7')), 'HAPY-E565');
    const taken = { ...node('hapy9'), address: specOf(4).nodes[2]?.address ?? '' };
    assert.equal(refusalOf({ verb: 'add', nodes: [taken] }), 'HAPY-E566');
    assert.equal(refusalOf({ verb: 'replace', node: 'hapy2', replacement: taken, fence }), 'HAPY-E566');
  });

  it('is nothing that stands there already: asked for again, it stays the same', () => {
    const intents: readonly Intent[] = [
      { verb: 'add', nodes: [node('hapy9')] },
      { verb: 'remove', node: 'hapy2', dead: true, fence },
      { verb: 'replace', node: 'hapy3', replacement: node('hapy9'), fence: 'hapy3: power cut' },
    ];
    for (const intent of intents) {
      const { spec } = changeSpec(specOf(4), intent);
      assert.ok(spec !== undefined);
      assert.equal(changeSpec(spec, intent).spec, spec, intent.verb);
    }
  });
});
