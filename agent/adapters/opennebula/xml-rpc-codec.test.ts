import assert from 'node:assert/strict';

import { parseXml } from '../../bounded-xml.ts';
import { zoneFromDocument } from '../../zone-document.ts';
import { hostsFromDocument, raftFromDocument } from './documents.ts';
import { decodeAnswer, encodeCall } from './xml-rpc-codec.ts';

/** An answer in oned's own form, as recorded from a 6.10 server: CR LF, values in an array. */
const answer = (...values: string[]) =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<methodResponse>',
    '<params>',
    '<param><value><array><data>',
    ...values.map((value) => `<value>${value}</value>`),
    '</data></array></value></param>',
    '</params>',
    '</methodResponse>',
    '',
  ].join('\r\n');

const raft =
  '<RAFT><SERVER_ID>0</SERVER_ID><STATE>3</STATE><TERM>3</TERM><VOTEDFOR>0</VOTEDFOR><COMMIT>21</COMMIT>' +
  '<LOG_INDEX>21</LOG_INDEX><LOG_TERM>3</LOG_TERM><FEDLOG_INDEX>-1</FEDLOG_INDEX></RAFT>';

describe('oned’s XML-RPC', () => {
  it('writes a call with escaped strings and integers', () => {
    const text = encodeCall('one.zone.addserver', ['oneadmin:<&>', 0]);
    assert.match(text, /<methodName>one\.zone\.addserver<\/methodName>/);
    assert.match(text, /<string>oneadmin:&lt;&amp;&gt;<\/string>.*<int>0<\/int>/);
  });

  it('reads success, failure and fault', () => {
    assert.deepEqual(decodeAnswer(answer('<boolean>1</boolean>', '<i4>4</i4>', '<i4>0</i4>')), {
      kind: 'success',
      value: 4,
    });
    const failure = answer(
      '<boolean>0</boolean>',
      '<string>[one.zone.delserver] SERVER not found in zone</string>',
      '<i4>2048</i4>',
      '<i4>-1</i4>',
      '<i8>-1</i8>',
    );
    assert.deepEqual(decodeAnswer(failure), {
      kind: 'failure',
      message: '[one.zone.delserver] SERVER not found in zone',
      errorCode: 2048,
      objectId: -1,
      replicationIndex: -1,
    });
    const fault =
      '<methodResponse><fault><value><struct><member><name>faultCode</name><value><i4>-501</i4></value></member>' +
      '<member><name>faultString</name><value><string>Not enough parameters</string></value></member>' +
      '</struct></value></fault></methodResponse>';
    assert.deepEqual(decodeAnswer(fault), {
      kind: 'fault',
      faultCode: -501,
      message: 'Not enough parameters',
    });
  });

  it('refuses what is no answer', () => {
    for (const text of [
      '<html></html>',
      '<methodResponse/>',
      answer(),
      answer('<string>x</string>'),
      'HTTP',
    ]) {
      assert.throws(() => decodeAnswer(text), text);
    }
  });

  it('reads the Raft status, and no document of another kind', () => {
    const read = raftFromDocument(parseXml(raft));
    assert.deepEqual([read.state, read.serverId, read.term, read.logIndex], ['leader', 0, 3, 21]);
    assert.equal(raftFromDocument(parseXml(raft.replace('>3<', '>0<'))).state, 'solo');
    assert.throws(() => raftFromDocument(parseXml('<ZONE/>')));
    assert.throws(() => raftFromDocument(parseXml(raft.replace('<STATE>3', '<STATE>9'))));
  });

  it('reads a zone with its servers in the order of their ids', () => {
    const server = (id: number) =>
      `<SERVER><ENDPOINT><![CDATA[http://10.77.0.1${id}:2633/RPC2]]></ENDPOINT><ID><![CDATA[${id}]]></ID><NAME><![CDATA[server-${id}]]></NAME></SERVER>`;
    const text = `<ZONE><ID>0</ID><NAME>OpenNebula</NAME><STATE>0</STATE><TEMPLATE><ENDPOINT><![CDATA[http://10.77.0.10:2633/RPC2]]></ENDPOINT></TEMPLATE><SERVER_POOL>${server(2)}${server(1)}</SERVER_POOL></ZONE>`;
    const zone = zoneFromDocument(parseXml(text));
    assert.equal(zone.endpoint, 'http://10.77.0.10:2633/RPC2');
    assert.deepEqual(
      zone.servers.map((each) => [each.id, each.name]),
      [
        [1, 'server-1'],
        [2, 'server-2'],
      ],
    );
  });

  it('reads hosts with their shares', () => {
    const text =
      '<HOST_POOL><HOST><ID>3</ID><NAME>host-d</NAME><STATE>2</STATE><CLUSTER>default</CLUSTER><HOST_SHARE><MEM_USAGE>1024</MEM_USAGE><CPU_USAGE>100</CPU_USAGE><TOTAL_MEM>16777216</TOTAL_MEM><TOTAL_CPU>800</TOTAL_CPU><RUNNING_VMS>1</RUNNING_VMS></HOST_SHARE><VMS><ID>12</ID><ID>x</ID><ID>40</ID></VMS></HOST></HOST_POOL>';
    assert.deepEqual(hostsFromDocument(parseXml(text)), [
      {
        id: 3,
        name: 'host-d',
        state: 2,
        cluster: 'default',
        runningVms: 1,
        vmIds: [12, 40],
        cpuUsed: 100,
        cpuTotal: 800,
        memoryUsedKib: 1024,
        memoryTotalKib: 16777216,
      },
    ]);
  });
});
