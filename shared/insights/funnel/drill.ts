/** Funnel drill: the units behind one bar, found by the very fold that counted them. */
import type { PersonRange } from '../../model/sequences';
import { valueOfCode } from '../breakdown-values';
import { OTHER } from '../common';
import type { DrillUnits, FoldInput } from '../insight';
import { foldFunnel, type FunnelPartial } from './fold';
import { journeyCode, visitJourneys, visitValueJourneys } from './journeys';
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
  everyone?: FunnelPartial,
): DrillUnits {
  const persons: number[] = [];
  const positions: number[][] = [];
  const isInRow =
    cell.breakdown === undefined || params.breakdown < 0
      ? undefined
      : rowTest(input, params, cell.breakdown, dictionaries, everyone);
  visitRow(input, params, cell.breakdown, range, isInRow, (journey, person) => {
    if (!isInOutcome(journey, params, cell)) return;
    const chain = chainPositions(journey);
    // Where sessions or chains are counted, a person may have several in one cell.
    if (persons.at(-1) === person) positions.at(-1)?.push(...chain);
    else {
      persons.push(person);
      positions.push(chain);
    }
  });
  return { unit: 'persons', persons, positions };
}

/** The journeys that a row of the result counts: all, or those of a breakdown value. */
function visitRow(
  input: FoldInput,
  params: FunnelParams,
  value: string | undefined,
  range: PersonRange,
  isInRow: ((code: number) => boolean) | undefined,
  visit: (journey: UnitJourney, person: number) => void,
): void {
  if (value === undefined) {
    visitJourneys(input, params, range, NEVER, visit);
    return;
  }
  if (isInRow === undefined) return;
  if (params.attribution !== 'all') {
    visitJourneys(input, params, range, NEVER, (journey, person) => {
      if (isInRow(journeyCode(input, params, journey))) visit(journey, person);
    });
    return;
  }
  let isCounted = false;
  visitValueJourneys(input, params, range, NEVER, (journey, code, isFirst, person) => {
    if (isFirst) isCounted = false;
    if (!isInRow(code) || (isCounted && !params.reentry)) return;
    isCounted = true;
    visit(journey, person);
  });
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

/** Whether a row holds the units of a code. */
function rowTest(
  input: FoldInput,
  params: FunnelParams,
  value: string,
  dictionaries: readonly (readonly string[])[],
  known: FunnelPartial | undefined,
): (code: number) => boolean {
  if (value !== OTHER && params.bins === 0) {
    const dictionary = dictionaries[params.breakdown] ?? [];
    return (code) => valueOfCode(dictionary, code) === value;
  }
  // Which values fold into `$other`, and where bins lie, is known only from all persons, whatever range is drilled into.
  const everyone = known ?? foldFunnel(input, params, { from: 0, to: input.sequences.persons }, NEVER);
  const { nameOf } = funnelValues(params, everyone, dictionaries);
  return (code) => nameOf(code) === value;
}
