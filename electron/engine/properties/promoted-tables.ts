/**
 * The tables that promoted properties are kept in: which there are, the texts of each, and pieces of codes by eid. What is
 * covered lies in the pieces whole: a transaction writes both.
 */
import { DuckDBBlobValue, type DuckDBConnection } from '@duckdb/node-api';
import { sqlText } from '../../../shared/sql/quote';
import { readColumns, readNumber, readRows, readStrings } from '../store/read';
import { NEVER_ABORTED, throwIfTakenBack } from '../store/taken-back';
import type { CodeArray } from './code-array';
import type { Source } from './take-out';

/** A property as the tables know it. */
export interface Kept extends Source {
  /** Events below it are in the pieces. */
  readonly covered: number;
  /** It has too many different values to be kept. */
  readonly wide: boolean;
}

/** A dictionary: its texts in text order, and by code + 1 the place of each among them, -1 for a missing value. */
export interface Dictionary {
  readonly places: Int32Array;
  readonly sorted: readonly string[];
}

/**
 * Of a piece, what lies in one row: DuckDB packs and unpacks 2,048 rows together, whichever of them are asked for. Rows of
 * a megabyte, as earlier builds wrote them, are read all the same.
 */
const ROW_BYTES = 8_192;

export class PromotedTables {
  constructor(readonly connection: DuckDBConnection) {}

  /** The property, entered now where it is not yet known. */
  async enter(property: string): Promise<Kept> {
    const { connection } = this;
    const [row] = await readRows(
      connection,
      `SELECT id, covered, wide FROM promoted WHERE property = ${sqlText(property)}`,
    );
    if (row !== undefined) {
      return { id: Number(row['id']), property, covered: Number(row['covered']), wide: row['wide'] === true };
    }
    const id = await readNumber(connection, 'SELECT coalesce(max(id)::BIGINT + 1, 0) FROM promoted');
    await connection.run(`INSERT INTO promoted VALUES (${id}, ${sqlText(property)}, 0, false)`);
    return { id, property, covered: 0, wide: false };
  }

  /** All that are kept, not the wide ones. */
  async all(): Promise<Kept[]> {
    const rows = await readRows(
      this.connection,
      'SELECT id, property, covered FROM promoted WHERE NOT wide ORDER BY id',
    );
    return rows.map((row) => ({
      id: Number(row['id']),
      property: String(row['property']),
      covered: Number(row['covered']),
      wide: false,
    }));
  }

  async dictionary(id: number): Promise<Dictionary> {
    const query = `FROM promoted_texts WHERE id = ${id} ORDER BY text`;
    const sorted = await readStrings(this.connection, `SELECT text ${query}`);
    const places = new Int32Array(sorted.length + 1).fill(-1);
    let place = 0;
    await readColumns(this.connection, `SELECT code ${query}`, ['u32'], ([codes], rows) => {
      for (let row = 0; row < rows; row++) places[(codes[row] as number) + 1] = place++;
    });
    return { places, sorted };
  }

  /** Hands out all pieces in whatever order, each with its first event. Throws once `signal` aborts. */
  async readPieces(
    id: number,
    onPiece: (first: number, codes: CodeArray) => void,
    signal: AbortSignal = NEVER_ABORTED,
  ): Promise<void> {
    // In one go: for each row that is asked for alone DuckDB would unpack all those beside it.
    const result = await this.connection.stream(`SELECT first, width, codes FROM promoted_pieces WHERE id = ${id}`);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) return;
      for (const [first, width, codes] of chunk.getRows()) {
        if (codes instanceof DuckDBBlobValue) onPiece(Number(first), codesOf(Number(width), codes.bytes));
      }
      throwIfTakenBack(signal);
    }
  }

  /** Writes the codes of each property from where it ended before; all of them or none. */
  async append(pieces: readonly { readonly source: Kept; readonly codes: CodeArray }[]): Promise<void> {
    await this.transaction(async () => {
      const appender = await this.connection.createAppender('promoted_pieces');
      for (const { source, codes } of pieces) {
        const bytes = new Uint8Array(codes.buffer, codes.byteOffset, codes.byteLength);
        for (let at = 0; at < bytes.length; at += ROW_BYTES) {
          appender.appendUInteger(source.id);
          appender.appendUInteger(source.covered + at / codes.BYTES_PER_ELEMENT);
          appender.appendUTinyInt(codes.BYTES_PER_ELEMENT);
          appender.appendBlob(bytes.subarray(at, at + ROW_BYTES));
          appender.endRow();
        }
      }
      appender.closeSync();
      for (const { source, codes } of pieces) {
        await this.connection.run(
          `UPDATE promoted SET covered = ${source.covered + codes.length} WHERE id = ${source.id}`,
        );
      }
    });
  }

  /** Too many different values: it stays in the JSON. */
  markWide({ id }: Source): Promise<void> {
    return this.transaction(async () => {
      await this.connection.run(`DELETE FROM promoted_texts WHERE id = ${id}`);
      await this.connection.run(`DELETE FROM promoted_pieces WHERE id = ${id}`);
      await this.connection.run(`UPDATE promoted SET wide = true WHERE id = ${id}`);
    });
  }

  forget(): Promise<void> {
    return this.transaction(async () => {
      for (const table of ['promoted', 'promoted_texts', 'promoted_pieces']) {
        await this.connection.run(`DELETE FROM ${table}`);
      }
    });
  }

  private async transaction(work: () => Promise<void>): Promise<void> {
    await this.connection.run('BEGIN');
    try {
      await work();
      await this.connection.run('COMMIT');
    } catch (error) {
      await this.connection.run('ROLLBACK');
      throw error;
    }
  }
}

function codesOf(width: number, bytes: Uint8Array): CodeArray {
  if (width === 1) return bytes;
  // A blob may begin anywhere: numbers of more than a byte need a place of their own.
  const { buffer } = bytes.slice();
  return width === 2 ? new Uint16Array(buffer) : new Uint32Array(buffer);
}
