import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeAnswer, decodeCall } from './decode.ts';
import { encodeAnswer, encodeCall, encodeFault } from './encode.ts';
import { WireFault } from './value.ts';

const repository = join(import.meta.dirname, '../../..');
/** All recordings when they lie beside the checkout, else the few that are kept in it. */
const [kept, all] = [join(repository, 'test/recordings'), join(repository, '../shared/opennebula/xmlrpc')];
const folder = existsSync(all) ? all : kept;

function recorded(suffix: string): readonly (readonly [string, string])[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(suffix))
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const);
}

describe('the wire, held against the recordings of a real oned', () => {
  it('writes every recorded answer byte for byte as it was read', () => {
    let checked = 0;
    for (const [name, body] of recorded('.response.xml')) {
      if (!body.includes('<methodResponse>')) continue;
      assert.equal(roundTrip(body), body, name);
      checked += 1;
    }
    assert.ok(checked > 20);
  });

  it('reads every recorded call that is one', () => {
    for (const [name, body] of recorded('.request.xml')) {
      if (!body.includes('</methodCall>')) continue;
      const call = decodeCall(body);
      assert.match(call.method, /^one\./, name);
      assert.equal(call.parameters[0]?.type, 'string', name);
    }
  });

  it('writes the calls between two oneds byte for byte', () => {
    for (const name of readdirSync(kept).filter((file) => file.endsWith('.request.http'))) {
      const body = readFileSync(join(kept, name), 'utf8').split('\r\n\r\n').slice(1).join('\r\n\r\n');
      const call = decodeCall(body);
      assert.equal(encodeCall(call.method, call.parameters), body, name);
    }
  });
});

describe('reading a call', () => {
  const refused = (body: string) => assert.throws(() => decodeCall(body), WireFault);

  it('refuses a DOCTYPE and entities of its own', () => {
    refused('<!DOCTYPE a [<!ENTITY b "c">]><methodCall><methodName>x</methodName></methodCall>');
    refused('<methodCall><methodName>&b;</methodName></methodCall>');
  });

  it('refuses what nests without end', () => {
    refused(`${'<a>'.repeat(1000)}${'</a>'.repeat(1000)}`);
  });
});

function roundTrip(body: string): string {
  try {
    return encodeAnswer(decodeAnswer(body));
  } catch (error) {
    if (error instanceof WireFault) return encodeFault(error.code, error.message);
    throw error;
  }
}
