/** What every part of a segment's tree needs: the whole, how to change it, and what is being dragged. */
import { createContext, useContext } from 'react';
import { BugError } from '../../../shared/base/assert';
import type { SavedNames } from '../../../shared/insights/explain/names';
import type { GroupNode, Path } from './segment-tree';

export interface TreeDesk {
  readonly root: GroupNode;
  readonly change: (next: GroupNode) => void;
  readonly names: SavedNames;
  /** The saved segment being edited; undefined for a new one. */
  readonly own: string | undefined;
  /** Where what is being dragged comes from. */
  readonly dragged: Path | undefined;
}

export const TreeContext = createContext<TreeDesk | undefined>(undefined);

export function useTreeDesk(): TreeDesk {
  const desk = useContext(TreeContext);
  if (desk === undefined) throw new BugError('a part of a tree stands outside its editor');
  return desk;
}
