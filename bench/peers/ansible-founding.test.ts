import assert from 'node:assert/strict';

import { nodesMsIn } from './ansible-founding.ts';

describe('what the nodes took of a founding by Ansible', () => {
  it('is the longest of the hosts of each task, with all items of its loop', () => {
    const told = [
      'PLAY [nobody serves] ****',
      'TASK [stop oned] ****',
      'changed: [node2] => {"changed": true, "cmd": ["x"], "delta": "0:00:00.250000", "rc": 0}',
      'changed: [node1] => {"changed": true, "cmd": ["x"], "delta": "0:00:01.000000", "rc": 0}',
      'TASK [name the servers] ****',
      'changed: [node1] => (item=node1) => {"changed": true, "delta": "0:00:00.100000", "item": "node1"}',
      'changed: [node1] => (item=node2) => {"changed": true, "delta": "0:00:00.200000", "item": "node2"}',
      'TASK [write the hooks] ****',
      'changed: [node1] => {"changed": true, "msg": "Block inserted"}',
      'PLAY RECAP ****',
    ].join('\n');
    assert.equal(Math.round(nodesMsIn(told)), 1300);
  });
});
