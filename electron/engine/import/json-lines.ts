/** A JSON array, or objects over several lines, as JSON lines by stream. */
import { JsonSplitter } from '../../../shared/formats/json-split';
import { Damaged } from './unpackers';

const LINE = Buffer.from('\n');

/** `lines` gets the line of the file that each value begins on. */
export async function* jsonLines(text: AsyncIterable<Uint8Array>, lines: number[]): AsyncGenerator<Uint8Array> {
  let out: Uint8Array[] = [];
  const splitter = new JsonSplitter((value, line) => {
    out.push(value, LINE);
    lines.push(line);
  });
  let broken: Damaged | undefined;
  try {
    for await (const chunk of text) {
      splitter.push(chunk);
      if (out.length === 0) continue;
      const ready = Buffer.concat(out);
      out = [];
      yield ready;
    }
  } catch (error) {
    if (!(error instanceof Damaged)) throw error;
    broken = error;
  }
  const isCut = splitter.end();
  if (out.length > 0) yield Buffer.concat(out);
  if (broken !== undefined) throw broken;
  if (isCut) throw new Damaged('breaks off: its last list or object does not end.');
}
