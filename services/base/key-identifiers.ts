import { readElements, readExactly, tags } from './der-reader.ts';

/** Extensions of a certificate (RFC 5280, 4.2.1.1 and 4.2.1.2), as the bytes of their object identifiers. */
const authorityKeyIdentifier = Buffer.from([0x55, 0x1d, 0x23]);
const subjectKeyIdentifier = Buffer.from([0x55, 0x1d, 0x0e]);
const context3 = 0xa3;
const octetString = 0x04;
const keyIdTag = 0x80;
const partsMax = 10;
const extensionsMax = 32;

/**
 * Which authority's key has signed a certificate (DER), in lower-case hexadecimal; '' where it does not say so once
 * and readably. In a chain that OpenSSL has verified it is true: a key identifier that is not the issuer's own breaks
 * the chain (X509_check_akid), and the issuer's own was signed by the root.
 */
export function authorityKeyIdOf(certificateDer: Buffer): string {
  return readOr('', () => {
    const value = extensionOf(certificateDer, authorityKeyIdentifier);
    const [parts] = value === undefined ? [] : readExactly(value, [tags.sequence]);
    const [first] = parts === undefined ? [] : readElements(parts.content, 3);
    return first?.tag === keyIdTag ? first.content.toString('hex') : '';
  });
}

/** The key identifier of a certificate's own key; '' as above. */
export function subjectKeyIdOf(certificateDer: Buffer): string {
  return readOr('', () => {
    const value = extensionOf(certificateDer, subjectKeyIdentifier);
    return value === undefined ? '' : readExactly(value, [octetString])[0].content.toString('hex');
  });
}

function readOr<T>(otherwise: T, read: () => T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

/** The content of the one extension of that kind; undefined where there is none, or more than one. */
function extensionOf(certificateDer: Buffer, id: Buffer): Buffer | undefined {
  const [certificate] = readExactly(certificateDer, [tags.sequence]);
  const [toBeSigned] = readElements(certificate.content, 3);
  const parts = readElements(toBeSigned?.content ?? Buffer.alloc(0), partsMax);
  const list = parts.find(({ tag }) => tag === context3);
  if (list === undefined) return undefined;
  const [extensions] = readExactly(list.content, [tags.sequence]);
  const values = readElements(extensions.content, extensionsMax).flatMap(({ content }) => {
    const [name, ...rest] = readElements(content, 3);
    return name?.content.equals(id) === true ? (rest.at(-1)?.content ?? []) : [];
  });
  return values.length === 1 ? values[0] : undefined;
}
