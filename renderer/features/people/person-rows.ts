/** Pages of the people table as columns, read once each; rows are made of them only when shown. */
import type { Table } from '@uwdata/flechette';
import type { PersonColumn } from '../../../shared/model/person';
import { numberColumn, textColumn } from '../../data/arrow';

/** Numbers, times (UTC ms) and booleans (1 or 0) as numbers, NaN where absent; texts as texts, empty where absent. */
export interface PersonRow {
  readonly text: (column: string) => string;
  /** undefined where absent. */
  readonly number: (column: PersonColumn) => number | undefined;
}

interface Columns {
  readonly texts: Map<string, readonly string[]>;
  readonly numbers: Map<string, Float64Array>;
}

const read = new WeakMap<Table, Columns>();

/** How a person property is called in the table. */
export const propertyColumn = (key: string): string => `properties.${key}`;

export function personRow(table: Table, index: number): PersonRow {
  const known = read.get(table) ?? { texts: new Map(), numbers: new Map() };
  read.set(table, known);
  return {
    text: (name) => {
      let column = known.texts.get(name);
      if (column === undefined) {
        // A property that was just chosen is not in the page on screen until the next one has come.
        column = table.getChild(name) === null || table.getChild(name) === undefined ? [] : textColumn(table, name);
        known.texts.set(name, column);
      }
      return column[index] ?? '';
    },
    number: (name) => {
      let column = known.numbers.get(name);
      if (column === undefined) {
        column = numberColumn(table, name);
        known.numbers.set(name, column);
      }
      const value = column[index];
      return value === undefined || Number.isNaN(value) ? undefined : value;
    },
  };
}
