import assert from 'node:assert/strict';

import type { Intent } from '../../services/domain/intent.ts';
import { spec } from '../cli/testing/cluster-fixture.ts';
import { aimOf } from './preflight-rpcs.ts';

describe('what a preflight is about', () => {
  const node = spec.nodes[2]!;
  const fence = `${node.name}: power cut`;
  const replace: Intent = { verb: 'replace', node: node.name, replacement: node, fence };

  it('is the list as the verb would make it, before its run has begun', () => {
    const aim = aimOf(spec, replace, false);
    assert.deepEqual(
      aim.spec?.leaving?.map((each) => [each.node.name, each.dead]),
      [[node.name, true]],
    );
    assert.deepEqual(aim.expected, [node.name]);
  });

  it('is the list as it is, for the rest of a run: whoever has come in the dead one’s place is not the dead one', () => {
    const aim = aimOf(spec, replace, true);
    assert.equal(aim.spec, spec);
    assert.deepEqual(aim.expected, [node.name]);
  });

  it('is the list as it is, without a verb', () => {
    assert.equal(aimOf(spec, undefined, false).spec, spec);
  });
});
