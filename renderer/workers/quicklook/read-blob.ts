/** The first bytes of a file, unpacked where it is gzip, cut after a whole line. */
export interface BlobHead {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Bytes of the file that were read, of `totalBytes`. */
  readonly readBytes: number;
  readonly totalBytes: number;
}

export async function readBlobHead(file: Blob, name: string, limit: number): Promise<BlobHead> {
  if (/\.gz$/i.test(name)) return readPacked(file, limit);
  if (file.size <= limit) {
    return { bytes: new Uint8Array(await file.arrayBuffer()), readBytes: file.size, totalBytes: file.size };
  }
  const bytes = wholeLines(new Uint8Array(await file.slice(0, limit).arrayBuffer()));
  return { bytes, readBytes: bytes.length, totalBytes: file.size };
}

async function readPacked(file: Blob, limit: number): Promise<BlobHead> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  let cut = false;
  const reader = file.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    length += value.length;
    if (length >= limit) {
      cut = true;
      await reader.cancel();
      break;
    }
  }
  const bytes = new Uint8Array(await new Blob(chunks).arrayBuffer());
  // How much of the packed file that was cannot be told; what was unpacked is shown as the part.
  return cut
    ? { bytes: wholeLines(bytes), readBytes: length, totalBytes: Math.max(file.size, length + 1) }
    : { bytes, readBytes: file.size, totalBytes: file.size };
}

function wholeLines(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const end = bytes.lastIndexOf(10);
  return end < 0 ? bytes : bytes.subarray(0, end + 1);
}
