import assert from 'node:assert/strict';

import { defaultOptions, mayMount } from '../services/domain/storage/volume-options.ts';
import { wrongStep } from './storage-arguments.ts';

describe('the arguments of a step of the storage', () => {
  it('may be every option that a plan sets, for as many nodes as there may be', () => {
    const nodes = Array.from({ length: 64 }, (_, at) => `192.168.100.${at + 100}`);
    const options = { ...defaultOptions, [mayMount]: nodes.join(',') };
    assert.equal(wrongStep({ step: { $case: 'setVolumeOptions', value: { volume: 'one', options } } }), '');
  });

  it('may not begin an option of gluster itself, nor hold what a shell or a list of words would part', () => {
    for (const wanted of ['', '-force', 'a b', 'a;b', 'a\nb', `${'1'.repeat(3000)}`]) {
      const options = { 'network.ping-timeout': wanted };
      const step = { $case: 'setVolumeOptions', value: { volume: 'one', options } } as const;
      assert.equal(wrongStep({ step }), 'step.options', wanted);
    }
  });
});
