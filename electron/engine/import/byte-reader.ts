/** Bytes of a stream, so many at a time. */
export class ByteReader {
  private readonly source: AsyncIterator<Uint8Array>;
  private parts: Uint8Array[] = [];
  private size = 0;

  constructor(file: AsyncIterable<Uint8Array>) {
    this.source = file[Symbol.asyncIterator]();
  }

  /** The next bytes, which stay; fewer at the end. */
  async peek(size: number): Promise<Buffer> {
    while (this.size < size && (await this.more()));
    const [first] = this.parts;
    if (first !== undefined && first.length >= size) return asBuffer(first).subarray(0, size);
    const all = Buffer.concat(this.parts);
    this.parts = [all];
    return all.subarray(0, size);
  }

  /** The next bytes, gone from here, in memory of their own: aligned, as typed arrays want it. Fewer at the end. */
  async take(size: number): Promise<Buffer> {
    const taken: Uint8Array[] = [];
    let left = size;
    while (left > 0) {
      if (this.parts.length === 0 && !(await this.more())) break;
      const part = this.parts.shift() ?? new Uint8Array();
      const used = part.subarray(0, left);
      if (used.length < part.length) this.parts.unshift(part.subarray(left));
      taken.push(used);
      left -= used.length;
    }
    this.size -= size - left;
    const bytes = new Uint8Array(size - left);
    let at = 0;
    for (const part of taken) {
      bytes.set(part, at);
      at += part.length;
    }
    return asBuffer(bytes);
  }

  private async more(): Promise<boolean> {
    const next = await this.source.next();
    if (next.done === true) return false;
    this.parts.push(next.value);
    this.size += next.value.length;
    return true;
  }
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
