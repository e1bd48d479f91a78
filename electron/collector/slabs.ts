/**
 * Many short texts side by side in a few large buffers: texts that live for a while, one by one, are copied about by the
 * collection of garbage, which costs more than all that is done with them. A buffer goes when the last of its texts goes.
 */
const SLAB_BYTES = 2 ** 20;
/** Larger ones get a buffer of their own, so that little is left over at a slab's end. */
const MOST_BYTES = 64 * 1024;
/** What a text's unit may become in UTF-8. */
const UTF8_BYTES = 3;

export class Slabs {
  #slab = Buffer.alloc(0);
  #at = 0;

  /** The text in UTF-8; what is no text, half a surrogate pair, becomes U+FFFD. */
  keep(text: string): Buffer {
    const most = text.length * UTF8_BYTES;
    if (most > MOST_BYTES) return Buffer.from(text);
    if (this.#at + most > this.#slab.length) {
      this.#slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
      this.#at = 0;
    }
    const from = this.#at;
    this.#at += this.#slab.write(text, from);
    return this.#slab.subarray(from, this.#at);
  }
}
