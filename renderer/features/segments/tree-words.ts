/** What the parts of a segment's tree are called on screen and to readers. */
import type { SavedNames } from '../../../shared/insights/explain/names';
import { phrasesText, type Phrase } from '../../parts/phrases';
import { clausePhrases } from '../../parts/segment-words';
import { type GroupNode, type Quantifier, type Slot, nodeAt, type Path, type TreeNode } from './segment-tree';

export const QUANTIFIER_WORDS: Readonly<Record<Quantifier, readonly [label: string, hint: string]>> = {
  all: ['All of these', 'every one of them holds'],
  any: ['Any of these', 'at least one of them holds'],
  none: ['None of these', 'not one of them holds'],
  notAll: ['Not all of these', 'at least one of them does not hold'],
};

/** The word between two items of a group. */
export const joinWord = ({ join }: GroupNode): string => (join === 'all' ? 'and' : 'or');

/** `who did paid`, `not those whose plan is pro`. */
export function conditionPhrases(node: TreeNode, names: SavedNames): readonly Phrase[] {
  if (node.kind === 'group') return [{ text: `the group of ${node.items.length}` }];
  return clausePhrases(node.negated ? { not: node.filter } : node.filter, names);
}

export const nodeWords = (node: TreeNode, names: SavedNames): string => phrasesText(conditionPhrases(node, names));

/** `before «who did paid», in a group`. */
export function slotWords(root: GroupNode, { group, index }: Slot, names: SavedNames): string {
  const holder = nodeAt(root, group);
  const next = holder?.kind === 'group' ? holder.items[index] : undefined;
  const where = group.length === 0 ? '' : `, in the group ${pathWords(group)}`;
  return next === undefined ? `at the end${where}` : `before «${nodeWords(next, names)}»${where}`;
}

const pathWords = (path: Path): string => path.map((index) => index + 1).join('.');
