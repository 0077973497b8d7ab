import assert from 'node:assert/strict';

import fc from 'fast-check';

import { AttributeSyntaxError, readAttribute, setMember } from './attribute-file.ts';

const shipped = [
  '# oned.conf of a server',
  'PORT = 2633',
  'LOG = [',
  '  SYSTEM      = "file", # where',
  '  DEBUG_LEVEL = 3',
  ']',
  'FEDERATION = [',
  '    MODE          = "STANDALONE",',
  '    SERVER_ID     = -1, # ours',
  '    MASTER_ONED   = ""',
  ']',
  '# RAFT_LEADER_HOOK = [',
  '#     COMMAND = "raft/vip.sh"',
  '# ]',
  'VM_MAD = [ NAME = "kvm", ARGUMENTS = "-t 15 -r 0 \\"quoted\\" [x] # no comment" ]',
  'VM_MAD = [ NAME = "lxc" ]',
  '',
].join('\n');

describe('editing OpenNebula’s configuration files', () => {
  it('reads a key inside a vector, a plain attribute, and nothing in comments', () => {
    assert.equal(readAttribute(shipped, 'FEDERATION', 'SERVER_ID'), '-1');
    assert.equal(readAttribute(shipped, 'PORT'), '2633');
    assert.equal(readAttribute(shipped, 'VM_MAD', 'ARGUMENTS'), '-t 15 -r 0 "quoted" [x] # no comment');
    assert.equal(readAttribute(shipped, 'RAFT_LEADER_HOOK', 'COMMAND'), undefined);
  });

  it('changes one value and no other byte', () => {
    const expected = shipped.replace('SERVER_ID     = -1', 'SERVER_ID     = 2');
    assert.equal(setMember(shipped, 'FEDERATION', 'SERVER_ID', 2), expected);
  });

  it('adds a missing key after the last one, in the style of its neighbours', () => {
    assert.equal(
      setMember(shipped, 'FEDERATION', 'ZONE_ID', 0),
      shipped.replace('MASTER_ONED   = ""\n', 'MASTER_ONED   = "",\n    ZONE_ID = 0\n'),
    );
    assert.ok(
      setMember(shipped, 'VM_MAD', 'KEEP', 'x').includes('VM_MAD = [ NAME = "lxc", KEEP = "x" ]'),
      'on one line where the vector is on one',
    );
  });

  it('adds a missing attribute at the end and leaves the commented one alone', () => {
    const text = setMember(shipped, 'RAFT_LEADER_HOOK', 'COMMAND', 'raft/vip.sh');
    assert.equal(text, `${shipped}\nRAFT_LEADER_HOOK = [ COMMAND = "raft/vip.sh" ]\n`);
  });

  it('sets every one of several attributes of the same name', () => {
    const twice = 'FEDERATION = [ SERVER_ID = 1 ]\nFEDERATION = [ SERVER_ID = 7 ]\n';
    assert.equal(
      setMember(twice, 'FEDERATION', 'SERVER_ID', 2),
      'FEDERATION = [ SERVER_ID = 2 ]\nFEDERATION = [ SERVER_ID = 2 ]\n',
    );
  });

  it('keeps Windows line ends', () => {
    const text = setMember(shipped.replaceAll('\n', '\r\n'), 'FEDERATION', 'ZONE_ID', 0);
    assert.doesNotMatch(text, /[^\r]\n/);
    assert.equal(readAttribute(text, 'FEDERATION', 'MODE'), 'STANDALONE');
  });

  it('names the line of a bracket or quotation mark that is not closed', () => {
    for (const [text, line] of [
      ['PORT = 1\nA = [ B = 1\n', 3],
      ['A = "x\n', 1],
      ['PORT = 1\nnonsense\n', 2],
    ] as const) {
      assert.throws(
        () => setMember(text, 'FEDERATION', 'SERVER_ID', 0),
        (error) => error instanceof AttributeSyntaxError && error.line === line,
        text,
      );
    }
  });

  it('ends an empty value with its line, as oned does', () => {
    const text = 'PASSWD =\nDB = [ BACKEND = "sqlite" ]\r\nX = \r\nY = 1\n';
    assert.equal(readAttribute(text, 'PASSWD'), '');
    assert.equal(readAttribute(text, 'DB', 'BACKEND'), 'sqlite');
    assert.equal(readAttribute(text, 'Y'), '1');
  });

  it('takes brackets, commas, hashes and quotation marks inside quotes for text', () => {
    const odd =
      'A = [ X = "a ] b # c, \\"d\\" = [", Y = 1 ] # ] = [ "\n# B = [ "\nFEDERATION = [ SERVER_ID = 1 ]\n';
    assert.equal(readAttribute(odd, 'A', 'X'), 'a ] b # c, "d" = [');
    assert.equal(setMember(odd, 'FEDERATION', 'SERVER_ID', 2), odd.replace('SERVER_ID = 1', 'SERVER_ID = 2'));
    assert.equal(setMember(odd, 'A', 'Y', 2), odd.replace('Y = 1', 'Y = 2'));
    // A backslash before anything but a quotation mark is a backslash.
    const path = 'A = [ X = "C:\\dir", Y = 1 ]\n';
    assert.equal(setMember(path, 'A', 'Y', 2), path.replace('Y = 1', 'Y = 2'));
  });

  it('makes an attribute of its own where only a plain one or none has the name', () => {
    assert.equal(setMember('', 'FEDERATION', 'SERVER_ID', 0), '\nFEDERATION = [ SERVER_ID = 0 ]\n');
    assert.equal(
      setMember('PORT = 2633', 'FEDERATION', 'SERVER_ID', 0),
      'PORT = 2633\n\nFEDERATION = [ SERVER_ID = 0 ]\n',
    );
  });

  const word = fc.stringMatching(/^[A-Z][A-Z_]{0,6}$/);
  const value = fc.oneof(fc.nat({ max: 99999 }), fc.stringMatching(/^[ -[\]-~é]{0,10}$/));
  const vector = fc.array(fc.tuple(word, value), { maxLength: 4 });
  const comment = fc.constantFrom('', '# a comment = [ "x"\n', '\n\n', '\t# é\n');
  const file = fc.array(fc.tuple(comment, word, vector), { maxLength: 6 }).map((attributes) =>
    attributes
      .map(([before, name, members]) => {
        const inner = members.map(([key, each]) => `  ${key} = ${JSON.stringify(String(each))}`).join(',\n');
        return `${before}${name} = [\n${inner}\n]\n`;
      })
      .join(''),
  );

  it('what was set is read back, setting it again changes nothing, and all the rest stays', () => {
    fc.assert(
      fc.property(file, word, word, value, (text, name, key, each) => {
        const once = setMember(text, name, key, each);
        assert.equal(readAttribute(once, name, key), String(each));
        assert.equal(setMember(once, name, key, each), once);
        for (const other of text.matchAll(/^([A-Z_]+) = \[/gm)) {
          if (other[1] === name) continue;
          for (const inner of text.matchAll(/^ {2}([A-Z_]+) = /gm)) {
            assert.equal(readAttribute(once, other[1]!, inner[1]), readAttribute(text, other[1]!, inner[1]));
          }
        }
        const comments = (of: string) => of.split('\n').filter((line) => line.includes('#'));
        for (const line of comments(text)) assert.ok(comments(once).includes(line));
      }),
    );
  });

  it('changes the bytes of the one value and no other', () => {
    fc.assert(
      fc.property(file, fc.nat(), value, (text, choice, each) => {
        const places = [...text.matchAll(/^ {2}([A-Z_]+) = (.*?),?$/gm)];
        const place = places[choice % Math.max(1, places.length)];
        const name =
          place &&
          text
            .slice(0, place.index)
            .match(/^[A-Z_]+(?= = \[$)/gm)
            ?.at(-1);
        fc.pre(place !== undefined && name !== undefined);
        const [line, key = '', raw = ''] = place;
        const start = place.index + line.indexOf(raw, `  ${key} = `.length);
        const written = typeof each === 'number' ? String(each) : JSON.stringify(each);
        const expected = text.slice(0, start) + written + text.slice(start + raw.length);
        // Where a name or a key stands twice, every one of them is set.
        fc.pre(
          text.split(`${name} = [`).length === 2 && places.filter((other) => other[1] === key).length === 1,
        );
        const once = setMember(text, name, key, each);
        if (readAttribute(text, name, key) === String(each)) return assert.equal(once, text);
        assert.equal(once, expected);
      }),
    );
  });
});
