/** Paths drill: the persons whose paths have a node, a link or an end, found by the very walk that counted them. */
import type { PersonRange } from '../../model/sequences';
import { valueOfCode } from '../breakdown-values';
import { OTHER } from '../common';
import type { DrillUnits, FoldInput } from '../insight';
import { pathValues } from './flows';
import { foldPaths } from './fold';
import type { PathsPartial } from './parts';
import type { PathsParams } from './plan';
import { MORE, type PathsCell } from './spec';
import { moreCode, type Path, visitPaths } from './walk';

const NEVER = (): boolean => false;

export function drillPaths(
  input: FoldInput,
  params: PathsParams,
  cell: PathsCell,
  range: PersonRange,
  dictionaries: readonly (readonly string[])[],
  everyone?: PathsPartial,
): DrillUnits {
  const persons: number[] = [];
  const positions: number[][] = [];
  const names = dictionaries.at(-1) ?? [];
  const width = moreCode(input, params) + 1;
  const nodeOf = (path: Path, at: number): number => (path.firstStep + at) * width + (path.names[at] as number);
  const wanted = (id: string): number => {
    const colon = id.indexOf(':');
    const name = id.slice(colon + 1);
    const code = name === MORE ? width - 1 : names.indexOf(name);
    return code < 0 ? -1 : Number(id.slice(0, colon)) * width + code;
  };
  const first = wanted('node' in cell ? cell.node : 'dropoff' in cell ? cell.dropoff : cell.source);
  const second = 'target' in cell ? wanted(cell.target) : -1;
  const isOfValue = valueTest(input, params, cell.breakdown, dictionaries, everyone);
  visitPaths(input, params, range, NEVER, (path) => {
    if (!isOfValue(path)) return;
    for (let at = 0; at < path.length; at += 1) {
      if (nodeOf(path, at) !== first) continue;
      const isLast = at + 1 === path.length;
      if ('dropoff' in cell && !(isLast && path.ended)) continue;
      if ('target' in cell && (isLast || nodeOf(path, at + 1) !== second)) continue;
      const own = Array.from(path.positions.subarray(at, 'target' in cell ? at + 2 : at + 1));
      if (persons.at(-1) === path.person) positions.at(-1)?.push(...own);
      else {
        persons.push(path.person);
        positions.push(own);
      }
    }
  });
  return { unit: 'persons', persons, positions };
}

function valueTest(
  input: FoldInput,
  params: PathsParams,
  wanted: string | undefined,
  dictionaries: readonly (readonly string[])[],
  known: PathsPartial | undefined,
): (path: Path) => boolean {
  if (wanted === undefined || params.breakdown < 0) return () => true;
  const dictionary = dictionaries[params.breakdown] ?? [];
  const codes = input.codes[params.breakdown];
  const codeOf = ({ positions }: Path): number => codes?.[positions[0] as number] ?? -1;
  if (wanted !== OTHER && params.bins === 0) return (path) => valueOfCode(dictionary, codeOf(path)) === wanted;
  // Which values fold into `$other`, and where bins lie, is known only from all persons, whatever range is drilled into.
  const everyone = known ?? foldPaths(input, params, { from: 0, to: input.sequences.persons }, NEVER);
  const groups = everyone.parts.flatMap((part) => (part.groups === undefined ? [] : [part.groups]));
  const { nameOf } = pathValues(params, groups, dictionary);
  return (path) => nameOf(codeOf(path)) === wanted;
}
