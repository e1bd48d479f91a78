/** Where the bins of a session column's distribution lie: round edges that grow with the values. */

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const SECONDS_EDGES = [
  0,
  10,
  30,
  ...[1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 4, 8].map((hours) => hours * HOUR),
];
const DAY = 24 * HOUR;
const COUNT_EDGES = [0, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50, 75, 100, 150, 200, 300, 500, 750];

/** Edges of bins for durations (s) up to `highest`, the first 0 and the last beyond it. */
export function durationEdges(highest: number): number[] {
  const edges = SECONDS_EDGES.slice();
  for (let edge = DAY; (edges.at(-1) as number) <= highest; edge *= 2) edges.push(edge);
  return upTo(edges, highest);
}

/** Edges of bins for counts up to `highest`: one per number while they are small. */
export function countEdges(highest: number): number[] {
  const edges = COUNT_EDGES.slice();
  for (let edge = 1_000; (edges.at(-1) as number) <= highest; edge *= 2) edges.push(edge);
  return upTo(edges, highest);
}

function upTo(edges: readonly number[], highest: number): number[] {
  const end = edges.findIndex((edge) => edge > highest);
  return edges.slice(0, end + 1);
}
