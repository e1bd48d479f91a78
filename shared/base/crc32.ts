/** CRC-32 as zip and gzip have it, eight bytes at a time. */

const TABLES = makeTables();

function makeTables(): Uint32Array {
  const tables = new Uint32Array(8 * 256);
  for (let n = 0; n < 256; n++) {
    let value = n;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    tables[n] = value;
  }
  for (let n = 0; n < 256; n++) {
    for (let t = 1; t < 8; t++) {
      const before = tables[(t - 1) * 256 + n] as number;
      tables[t * 256 + n] = (before >>> 8) ^ (tables[before & 0xff] as number);
    }
  }
  return tables;
}

const at = (table: number, byte: number): number => TABLES[table * 256 + byte] as number;

/** Of all the bytes so far: `before` is what it was of those that came first. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  const whole = bytes.length - (bytes.length % 8);
  const byte = (index: number): number => bytes[index] as number;
  for (let i = 0; i < whole; i += 8) {
    crc =
      at(7, byte(i) ^ (crc & 0xff)) ^
      at(6, byte(i + 1) ^ ((crc >>> 8) & 0xff)) ^
      at(5, byte(i + 2) ^ ((crc >>> 16) & 0xff)) ^
      at(4, byte(i + 3) ^ (crc >>> 24)) ^
      at(3, byte(i + 4)) ^
      at(2, byte(i + 5)) ^
      at(1, byte(i + 6)) ^
      at(0, byte(i + 7));
  }
  for (let i = whole; i < bytes.length; i++) crc = (crc >>> 8) ^ at(0, (crc ^ byte(i)) & 0xff);
  return ~crc >>> 0;
}
