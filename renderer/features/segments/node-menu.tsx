/** What can be done to a condition or a group beside editing it; dragging does no more than this does by keyboard. */
import { MoreHorizontal } from 'lucide-react';
import { IconButton } from '../../ui/icon-button';
import { Menu, type MenuItem } from '../../ui/menu';
import {
  duplicateAt,
  groupAt,
  moveTo,
  nextSlot,
  nodeAt,
  type Path,
  removeAt,
  replaceAt,
  ungroupAt,
} from './segment-tree';
import { useTreeDesk } from './tree-context';
import { nodeWords } from './tree-words';

export function NodeMenu({ path }: { readonly path: Path }) {
  const { root, change, names } = useTreeDesk();
  const node = nodeAt(root, path);
  if (node === undefined) return null;
  const step = (direction: 'up' | 'down'): MenuItem => {
    const slot = nextSlot(root, path, undefined, direction);
    return {
      label: direction === 'up' ? 'Move up' : 'Move down',
      disabled: slot === undefined,
      onSelect: () => {
        if (slot !== undefined) change(moveTo(root, path, slot));
      },
    };
  };
  const items: readonly MenuItem[] = [
    {
      label: node.kind === 'group' ? 'Turn round (not)' : node.negated ? 'Ask for it again' : 'Ask for the opposite',
      onSelect: () => {
        change(replaceAt(root, path, { ...node, negated: !node.negated }));
      },
    },
    step('up'),
    step('down'),
    {
      label: 'Duplicate',
      onSelect: () => {
        change(duplicateAt(root, path));
      },
    },
    node.kind === 'group'
      ? {
          label: 'Take out of its group',
          disabled: node.negated,
          onSelect: () => {
            change(ungroupAt(root, path));
          },
        }
      : {
          label: 'Put into a group',
          onSelect: () => {
            change(groupAt(root, path));
          },
        },
    { type: 'separator' },
    {
      label: 'Remove',
      danger: true,
      onSelect: () => {
        change(removeAt(root, path));
      },
    },
  ];
  return (
    <Menu
      align="end"
      trigger={<IconButton icon={MoreHorizontal} size="s" label={`More for «${nodeWords(node, names)}»`} />}
      items={items}
    />
  );
}
