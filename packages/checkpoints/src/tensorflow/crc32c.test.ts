import { describe, expect, it } from 'vitest';
import { crc32c, maskCrc } from './crc32c.js';

describe('crc32c', () => {
  it('gives the values of RFC 3720, appendix B.4', () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  });

  it('goes on from the value of the bytes before', () => {
    expect(crc32c(Buffer.from('6789'), crc32c(Buffer.from('12345')))).toBe(0xe3069283);
  });

  it('masks as LevelDB does', () => {
    expect(maskCrc(0)).toBe(0xa282ead8);
    expect(maskCrc(crc32c(Buffer.from('foo')))).not.toBe(crc32c(Buffer.from('foo')));
  });
});
