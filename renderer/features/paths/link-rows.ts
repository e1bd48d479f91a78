/** Links as rows of a table. Pure. */
import type { PathsResult, PathsSpec } from '../../../shared/insights/paths/spec';
import type { DataSort } from '../../ui/data-table';
import { linkId } from './flow-layout';
import { nodeTitle } from './paths-words';

export interface LinkRow {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  /** Of the source, from 0. */
  readonly step: number;
  readonly from: string;
  readonly to: string;
  readonly sessions: number;
  /** Of the sessions at the source, 0 to 1. */
  readonly share: number;
  readonly persons: number;
  /** Seconds. */
  readonly median: number;
}

export function linkRows(of: PathsSpec['of'], { nodes, links }: PathsResult): readonly LinkRow[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return links.map((link) => {
    const source = byId.get(link.source);
    return {
      id: linkId(link),
      source: link.source,
      target: link.target,
      step: source?.step ?? 0,
      from: nodeTitle(of, source?.name ?? ''),
      to: nodeTitle(of, byId.get(link.target)?.name ?? ''),
      sessions: link.sessions,
      share: link.sessions / Math.max(1, source?.sessions ?? 0),
      persons: link.persons,
      median: link.medianSeconds,
    };
  });
}

/** Equal rows keep the order they came in: strongest first. */
export function sortRows(rows: readonly LinkRow[], { column, descending }: DataSort): readonly LinkRow[] {
  const key = SORTS[column];
  if (key === undefined) return rows;
  const sign = descending ? -1 : 1;
  return rows.toSorted((a, b) => sign * compare(key(a), key(b)));
}

const SORTS: Readonly<Record<string, (row: LinkRow) => number | string>> = {
  step: ({ step }) => step,
  from: ({ from }) => from,
  to: ({ to }) => to,
  sessions: ({ sessions }) => sessions,
  share: ({ share }) => share,
  persons: ({ persons }) => persons,
  median: ({ median }) => median,
};

const compare = (a: number | string, b: number | string): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
