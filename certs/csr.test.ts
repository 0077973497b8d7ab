import assert from 'node:assert/strict';

import fc from 'fast-check';

import { HapyError } from '../services/base/errors/hapy-error.ts';
import { createCsr, csrBytesMax, verifyCsr } from './csr.ts';
import { generateKey } from './keys.ts';

const refused = (error: unknown) =>
  error instanceof HapyError && ['HAPY-E140', 'HAPY-E141', 'HAPY-E142', 'HAPY-E143'].includes(error.code);

describe('certificate request', () => {
  it('gives back the public key, and nothing else', async () => {
    const { privateKeyPem, publicKeyDer } = await generateKey();
    assert.deepEqual(verifyCsr(createCsr(privateKeyPem)), { publicKeyDer });
  });

  it('is refused after any change of one byte', async () => {
    const csr = createCsr((await generateKey()).privateKeyPem);
    for (let place = 0; place < csr.length; place += 1) {
      for (const difference of [0x01, 0x80, 0xff]) {
        const changed = Buffer.from(csr);
        changed.writeUInt8(changed.readUInt8(place) ^ difference, place);
        assert.throws(() => verifyCsr(changed), refused, `byte ${place}`);
      }
    }
  });

  it('is refused when it is cut off or followed by anything', async () => {
    const csr = createCsr((await generateKey()).privateKeyPem);
    for (let length = 0; length < csr.length; length += 1) {
      assert.throws(() => verifyCsr(csr.subarray(0, length)), refused);
    }
    assert.throws(() => verifyCsr(Buffer.concat([csr, Buffer.of(0)])), refused);
  });

  it('is refused unread beyond 8 KiB', () => {
    assert.throws(() => verifyCsr(Buffer.alloc(csrBytesMax + 1, 0x30)), { code: 'HAPY-E140' });
  });

  it('is refused when the key signed something else', async () => {
    const one = createCsr((await generateKey()).privateKeyPem);
    const other = createCsr((await generateKey()).privateKeyPem);
    const infoLength = 2 + 1 + one.readUInt8(one.readUInt8(1) === 0x81 ? 4 : 3);
    const mixed = Buffer.concat([one.subarray(0, infoLength), other.subarray(infoLength)]);
    assert.throws(() => verifyCsr(mixed), refused);
  });

  it('never crashes on what a stranger sends', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        assert.throws(() => verifyCsr(Buffer.from(bytes)), refused);
      }),
    );
    const nested = Buffer.concat(Array.from({ length: 4000 }, () => Buffer.of(0x30, 0x80)));
    assert.throws(() => verifyCsr(nested), { code: 'HAPY-E141' });
  });

  it('is refused for a point that is not on the curve', async () => {
    const { privateKeyPem, publicKeyDer } = await generateKey();
    const csr = createCsr(privateKeyPem);
    const at = csr.indexOf(publicKeyDer.subarray(-64));
    csr.fill(0x11, at, at + 64);
    assert.throws(() => verifyCsr(csr), { code: 'HAPY-E142' });
  });
});
