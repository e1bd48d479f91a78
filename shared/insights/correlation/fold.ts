/**
 * Correlation fold: how many units did each thing, by whether they converted. Each kind of thing is a part of its own:
 * part 0 the events (key: name code), then the properties of events (name code · values + value code), then those of
 * units (value code + 1, 0 for none).
 */
import type { PersonRange } from '../../model/sequences';
import type { FoldInput, Stop } from '../insight';
import { KeyCounter, type KeyCounts } from './key-counter';
import type { CorrelationParams } from './plan';
import { SpeakingEvents } from './speaking';
import { visitUnits } from './units';

export interface CorrelationPartial {
  readonly converted: number;
  readonly notConverted: number;
  /** By part; each a list, since ranges know different keys. */
  readonly counts: readonly (readonly KeyCounts[])[];
}

export function foldCorrelation(
  input: FoldInput,
  params: CorrelationParams,
  range: PersonRange,
  stop: Stop,
): CorrelationPartial {
  const name = input.codes[params.names] as Int32Array;
  const names = input.codeSizes[params.names] as number;
  const speaking = new SpeakingEvents(input, params);
  const byName = new KeyCounter(names);
  const ofEvents = params.ofEvents.map(({ column }) => {
    const values = input.codeSizes[column] as number;
    return { code: input.codes[column] as Int32Array, values, counter: new KeyCounter(names * values) };
  });
  const ofUnits = params.ofUnits.map(({ column }) => ({
    code: input.codes[column] as Int32Array,
    counter: new KeyCounter((input.codeSizes[column] as number) + 1),
  }));
  const counters = [byName, ...[...ofEvents, ...ofUnits].map(({ counter }) => counter)];
  const count = (position: number): void => {
    const event = name[position] as number;
    if (event < 0) return;
    byName.add(event);
    for (const { code, values, counter } of ofEvents) {
      const value = code[position] as number;
      if (value >= 0) counter.add(event * values + value);
    }
  };
  let converted = 0;
  let notConverted = 0;
  visitUnits(input, params, range, stop, (unit) => {
    if (unit.converted) converted += 1;
    else notConverted += 1;
    for (const counter of counters) counter.next(unit.converted);
    for (const { code, counter } of ofUnits) counter.add((code[unit.first] as number) + 1);
    speaking.each(unit.from, unit.to, count);
  });
  return { converted, notConverted, counts: counters.map((counter) => [counter.get()]) };
}

export function mergeCorrelation(a: CorrelationPartial, b: CorrelationPartial): CorrelationPartial {
  return {
    converted: a.converted + b.converted,
    notConverted: a.notConverted + b.notConverted,
    counts: a.counts.map((part, index) => [...part, ...(b.counts[index] ?? [])]),
  };
}
