/** Names of nodes and slots for drag and drop: their places in the tree. */
import type { Path, Slot } from './segment-tree';

export const nodeId = (path: Path): string => `node:${path.join('.')}`;
export const slotId = ({ group, index }: Slot): string => `slot:${[...group, index].join('.')}`;

const numbers = (text: string): number[] => (text === '' ? [] : text.split('.').map(Number));

export const readNodeId = (id: string | number): Path => numbers(String(id).slice('node:'.length));

export function readSlotId(id: string | number): Slot {
  const path = numbers(String(id).slice('slot:'.length));
  return { group: path.slice(0, -1), index: path.at(-1) ?? 0 };
}
