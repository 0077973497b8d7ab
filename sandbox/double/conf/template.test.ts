import assert from 'node:assert/strict';
import { onedConf } from './oned-conf.ts';
import { parseTemplate, TemplateError, textOf } from './template.ts';

describe('the template language', () => {
  it('reads oned.conf, comments and repeated names included', () => {
    const conf = parseTemplate(onedConf(-1));
    assert.equal(textOf(conf, 'FEDERATION', 'SERVER_ID'), '-1');
    assert.equal(textOf(conf, 'RAFT', 'ELECTION_TIMEOUT_MS'), '5000');
    assert.equal(textOf(conf, 'PORT'), '2633');
    assert.equal(textOf(conf, 'SCRIPTS_REMOTE_DIR'), '/var/tmp/one');
    assert.equal(textOf(conf, 'RAFT_LEADER_HOOK', 'COMMAND'), undefined);
  });

  it('says where a template ends too early, in oned’s words', () => {
    assert.throws(
      () => parseTemplate('SERVER=[NAME='),
      new TemplateError(
        'Parse error: syntax error, unexpected $end, expecting STRING at line 0, columns 13:14',
      ),
    );
  });
});
