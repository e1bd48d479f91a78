/**
 * Texts of the database as dense numbers that never change. DuckDB says a text's 64-bit hash, here the hash becomes the
 * number; no text is compared but where a hash is met again. Two texts with one hash end in {@link HashCollision}: never
 * in one number for both.
 */
import { BugError } from '../../../shared/base/assert';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Kept, KeptSource } from '../cache/pack';
import { readColumns, readNumber, readStrings } from '../store/read';
import { HashCodes } from './hash-codes';

/** Prints the 64-bit hash (UBIGINT, never NULL) of one text column or of several together. */
export type SqlHash = (...columns: readonly string[]) => string;

/** To be tried in turn. Whoever makes ids so that the first one meets a collision is met by the next. */
export const SQL_HASHES: readonly SqlHash[] = [
  (...columns) => `hash(${columns.join(', ')})`,
  (...columns) => `hash(${columns.map((column) => `md5(${column})`).join(', ')})`,
  (...columns) => `hash(${columns.map((column) => `sha256(${column})`).join(', ')})`,
];

/** Two texts, or combinations of texts, have the same hash: all is to be read anew with another hash. */
export class HashCollision extends BugError {}

/** What parts texts where many come as one; stored texts hold none. */
const END = '\0';
/** Texts that come out of DuckDB as one: a call for each would cost more than the text. */
const TEXTS_PER_ROW = 1_024;

export class TextCodes {
  /** By text; made when first asked for, and brought up to date when asked again. */
  private readonly codes = new Map<string, number>();

  constructor(
    private readonly hashes = new HashCodes(),
    readonly texts: string[] = [],
  ) {}

  /** The number of a text, undefined where it has none. */
  find(text: string): number | undefined {
    const { codes, texts } = this;
    for (let code = codes.size; code < texts.length; code++) codes.set(texts[code] as string, code);
    return codes.get(text);
  }

  /** The number of the text with this hash, -1 where it has none. */
  codeOf(low: number, high: number): number {
    return this.hashes.find(low, high);
  }

  /** The number of the text whose hash is in row `row` of a column of hashes; -1 where it has none, as NULL has. */
  codeAt(words: Uint32Array, row: number): number {
    return this.hashes.find(words[row * 2] as number, words[row * 2 + 1] as number);
  }

  /** Numbers the texts of a query with one column `text`, each of them once, NULL left out. */
  async extendFrom(connection: DuckDBConnection, query: string, sqlHash: SqlHash): Promise<void> {
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE fresh_texts AS
       SELECT row_number() OVER () - 1 AS place, text, ${sqlHash('text')} AS hash FROM (${query}) WHERE text IS NOT NULL`,
    );
    const fresh = await readFresh(connection);
    const nothing = new Uint32Array(2);
    await readColumns(connection, `SELECT ${sqlHash('NULL::VARCHAR')}`, ['u64'], ([words]) => nothing.set(words));
    await readColumns(
      connection,
      'SELECT place::UINTEGER, hash FROM fresh_texts',
      ['u32', 'u64'],
      ([places, words], rows) => {
        for (let row = 0; row < rows; row++) {
          const text = fresh[places[row] as number] as string;
          this.learn(text, words[row * 2] as number, words[row * 2 + 1] as number, nothing);
        }
      },
    );
    await connection.run('DROP TABLE fresh_texts');
  }

  /** What {@link TextCodes.restore} reads again, under `name`. */
  keep(name: string): Kept {
    return { columns: { [`${name}.hashes`]: this.hashes.toWords() }, texts: { [name]: this.texts.slice() } };
  }

  static async restore(source: KeptSource, name: string): Promise<TextCodes> {
    const hashes = HashCodes.restore(await source.column(`${name}.hashes`, 'u32'));
    return new TextCodes(hashes, await source.texts(name));
  }

  private learn(text: string, low: number, high: number, nothing: Uint32Array): void {
    const code = this.hashes.intern(low, high);
    if (code === this.texts.length) this.texts.push(text);
    else if (this.texts[code] !== text) throw new HashCollision(`«${text}» has the hash of «${this.texts[code]}»`);
    if (low === nothing[0] && high === nothing[1]) throw new HashCollision(`«${text}» has the hash of NULL`);
  }
}

async function readFresh(connection: DuckDBConnection): Promise<string[]> {
  const joined = await readStrings(
    connection,
    `SELECT string_agg(text, chr(0) ORDER BY place) FROM fresh_texts
     GROUP BY place // ${TEXTS_PER_ROW} ORDER BY place // ${TEXTS_PER_ROW}`,
  );
  const texts: string[] = [];
  for (const part of joined) for (const text of part.split(END)) texts.push(text);
  const count = await readNumber(connection, 'SELECT count(*) FROM fresh_texts');
  // A text with the mark in it would shift all that follow.
  return texts.length === count ? texts : readStrings(connection, 'SELECT text FROM fresh_texts ORDER BY place');
}
