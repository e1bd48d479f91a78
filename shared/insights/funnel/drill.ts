/** Funnel drill: the units behind one bar, found by the very fold that counted them. */
import type { PersonRange } from '../../model/sequences';
import { valueOfCode } from '../breakdown-values';
import { OTHER } from '../common';
import type { DrillUnits, FoldInput } from '../insight';
import { foldFunnel, journeyCode, visitJourneys } from './fold';
import type { FunnelParams } from './plan';
import { funnelValues } from './shape';
import type { FunnelCell } from './spec';
import type { UnitJourney } from './unit-search';

const NEVER = (): boolean => false;

export function drillFunnel(
  input: FoldInput,
  params: FunnelParams,
  cell: FunnelCell,
  range: PersonRange,
  dictionaries: readonly (readonly string[])[],
): DrillUnits {
  const isInRow = rowTest(input, params, cell.breakdown, dictionaries);
  const persons: number[] = [];
  const positions: number[][] = [];
  visitJourneys(input, params, range, NEVER, (journey, person) => {
    if (!isInOutcome(journey, params, cell) || !isInRow(journey)) return;
    const chain = chainPositions(journey);
    // Where sessions are counted, a person may have several in one cell.
    if (persons.at(-1) === person) positions.at(-1)?.push(...chain);
    else {
      persons.push(person);
      positions.push(chain);
    }
  });
  return { unit: 'persons', persons, positions };
}

function isInOutcome(journey: UnitJourney, params: FunnelParams, { step, outcome }: FunnelCell): boolean {
  const has = (slot: number): boolean => ((journey.reached >>> slot) & 1) === 1;
  const slot = step - 1;
  if (slot >= params.steps.length) return false;
  if (outcome === 'reached') return has(slot);
  const before = params.required.findLast((place) => place < slot);
  return before !== undefined && has(before) && !has(slot);
}

/** Optional steps may tie with their neighbours, so order is restored by position. */
function chainPositions(journey: UnitJourney): number[] {
  const chain: number[] = [];
  for (let slot = 0; journey.reached >>> slot !== 0; slot += 1) {
    if (((journey.reached >>> slot) & 1) === 1) chain.push(journey.positions[slot] as number);
  }
  return chain.sort((a, b) => a - b);
}

function rowTest(
  input: FoldInput,
  params: FunnelParams,
  value: string | undefined,
  dictionaries: readonly (readonly string[])[],
): (journey: UnitJourney) => boolean {
  if (value === undefined) return () => true;
  if (params.breakdown < 0) return () => false;
  if (value !== OTHER) {
    const dictionary = dictionaries[params.breakdown] ?? [];
    return (journey) => valueOfCode(dictionary, journeyCode(input, params, journey)) === value;
  }
  // Which values fold into `$other` is known only from all persons, whatever range is drilled into.
  const everyone = foldFunnel(input, params, { from: 0, to: input.sequences.persons }, NEVER);
  const { nameOf } = funnelValues(params, everyone, dictionaries);
  return (journey) => nameOf(journeyCode(input, params, journey)) === value;
}
