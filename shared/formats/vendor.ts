/**
 * One vendor's export: told by what is in it, and read row by row into canonical events by the rules of that vendor's
 * wire protocol, so that what was exported and what was captured mean the same. Pure; the importer stages the rows.
 */
import type { CanonicalEvent, Reject } from '../model/event';
import type { JsonObject } from '../model/json';
import type { RecordingChunk } from '../model/recording';
import type { GuessColumn } from './guess';
import type { Container, Vendor } from './import-map';
import { type CellTypes, objectOf } from './rows';

/** What is known of a file before it is read: its columns (in JSON lines, keys and dot paths) with first values. */
export interface FileOutline {
  readonly container: Container;
  readonly columns: readonly GuessColumn[];
}

/** What a row says. A row may hold several events (a visit with its actions), or none (a person, a heartbeat). */
export interface RowReading {
  /** `event_id` is empty where the file has none: the importer derives one from the row's content. */
  readonly events: readonly CanonicalEvent[];
  /** `place` is within the row; the importer puts file and line before it. */
  readonly rejects: readonly Reject[];
  /** Pieces of recordings of the screen. */
  readonly recordings?: readonly RecordingChunk[];
}

export interface VendorFormat {
  /** Also the `source` of its events. */
  readonly vendor: Vendor;
  /** For people: `PostHog events`. */
  readonly title: string;
  /** By what it was told, as a sentence; undefined where it is none. */
  readonly recognise: (outline: FileOutline) => string | undefined;
  /** How deep its rows may be nested; 100 where it does not say. */
  readonly maxDepth?: number;
  /** Where it is set, the reader gets the types of a CSV file's columns; finding them out looks at every row. */
  readonly wantsTypes?: true;
  /** What a row says does not depend on the rows before it: one can begin in the middle of a file. */
  readonly readsRowsAlone?: true;
  /**
   * A reader for one file; its rows come in order. In CSV every value of a row is text, and empty cells are left out. It
   * never throws, whatever the row holds. The row is the reader's from then on: it may become the event.
   */
  readonly reader: (receivedAt: number, types?: CellTypes) => (row: JsonObject) => RowReading;
}

/** A row that means nothing by itself. */
export const NOTHING: RowReading = { events: [], rejects: [] };

/** Whether the outline has all of these columns, by exact name. */
export const hasColumns = ({ columns }: FileOutline, names: readonly string[]): boolean => {
  const present = new Set(columns.map(({ name }) => name));
  return names.every((name) => present.has(name));
};

/** Whether the outline has at least one of these columns. */
export const hasAnyColumn = ({ columns }: FileOutline, names: readonly string[]): boolean =>
  columns.some(({ name }) => names.includes(name));

/** Keys of the objects in a column, whether they stand as dot paths or as the text of JSON. */
export function keysIn(outline: FileOutline, column: string): ReadonlySet<string> {
  const prefix = `${column}.`;
  const nested = outline.columns.flatMap(({ name }) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
  const samples = outline.columns.find(({ name }) => name === column)?.samples ?? [];
  const inText = samples
    .filter((sample) => sample.trim() !== '')
    .slice(0, 20)
    .flatMap((text) => Object.keys(objectOf(text)));
  return new Set([...nested, ...inText]);
}

/** The first filled value of a column. */
export const firstValue = ({ columns }: FileOutline, name: string): string | undefined =>
  columns.find((column) => column.name === name)?.samples.find((sample) => sample.trim() !== '');
