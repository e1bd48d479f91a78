/** Correlation drill: the units of one field of a row's table, found by the very walk that counted them. */
import type { PersonRange } from '../../model/sequences';
import { valueOfCode } from '../breakdown-values';
import type { DrillUnits, FoldInput } from '../insight';
import type { CorrelationParams } from './plan';
import type { CorrelationCell } from './spec';
import { SpeakingEvents } from './speaking';
import { type Unit, visitUnits } from './units';

const NEVER = (): boolean => false;

/** Positions that show the unit did it, in time order; none where it did not. */
type Evidence = (unit: Unit) => number[];

export function drillCorrelation(
  input: FoldInput,
  params: CorrelationParams,
  cell: CorrelationCell,
  range: PersonRange,
  dictionaries: readonly (readonly string[])[],
): DrillUnits {
  const evidence = evidenceOf(input, params, cell, dictionaries);
  const persons: number[] = [];
  const positions: number[][] = [];
  if (evidence === undefined) return { unit: 'persons', persons, positions };
  visitUnits(input, params, range, NEVER, (unit) => {
    if (unit.converted !== cell.converted) return;
    const found = evidence(unit);
    if (found.length > 0 !== cell.did) return;
    const shown = cell.did ? found : [unit.first];
    // Where sessions are counted, a person may have several in one cell.
    if (persons.at(-1) === unit.person) positions.at(-1)?.push(...shown);
    else {
      persons.push(unit.person);
      positions.push(shown);
    }
  });
  return { unit: 'persons', persons, positions };
}

/** Undefined where the cell speaks of what the insight does not test. */
function evidenceOf(
  input: FoldInput,
  params: CorrelationParams,
  { event, property, value }: CorrelationCell,
  dictionaries: readonly (readonly string[])[],
): Evidence | undefined {
  const name = input.codes[params.names] as Int32Array;
  const nameCode = (dictionaries[params.names] ?? []).indexOf(event ?? '');
  const speaking = new SpeakingEvents(input, params);
  const among = (test: (position: number) => boolean): Evidence => {
    return ({ from, to }) => {
      const found: number[] = [];
      speaking.each(from, to, (position) => {
        if (name[position] === nameCode && test(position)) found.push(position);
      });
      return found;
    };
  };
  if (property === undefined) return event === undefined ? undefined : among(() => true);
  const own = (event === undefined ? params.ofUnits : params.ofEvents).find((each) => each.property === property);
  if (own === undefined) return undefined;
  const codes = input.codes[own.column] as Int32Array;
  const dictionary = dictionaries[own.column] ?? [];
  if (event === undefined) {
    return ({ first }) => (valueOfCode(dictionary, codes[first] as number) === value ? [first] : []);
  }
  return among((position) => codes[position] !== -1 && dictionary[codes[position] as number] === value);
}
