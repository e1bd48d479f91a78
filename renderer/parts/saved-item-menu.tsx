/** What can be done to a saved document in a list: rename, duplicate, delete. */
import { CopyPlus, MoreHorizontal, PencilLine, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { SavedDocument } from '../../shared/contract/saved';
import { IconButton } from '../ui/icon-button';
import { Menu } from '../ui/menu';
import { NameDialog } from './name-dialog';
import { createSaved, putSaved, removeSaved } from './saved';
import { copyOf, namingOf, withNaming } from './saved-spec';

export interface SavedItemMenuProps {
  readonly saved: SavedDocument;
  /** Names of all of its kind. */
  readonly names: readonly string[];
}

export function SavedItemMenu({ saved, names }: SavedItemMenuProps) {
  const [asking, setAsking] = useState<'rename' | 'duplicate'>();
  const { name } = saved.document;
  const close = (): void => {
    setAsking(undefined);
  };
  return (
    <>
      <Menu
        align="end"
        trigger={<IconButton icon={MoreHorizontal} size="s" label={`More for «${name}»`} />}
        items={[
          {
            label: 'Rename or describe…',
            icon: PencilLine,
            movesFocus: true,
            onSelect: () => {
              setAsking('rename');
            },
          },
          {
            label: 'Duplicate…',
            icon: CopyPlus,
            movesFocus: true,
            onSelect: () => {
              setAsking('duplicate');
            },
          },
          { type: 'separator' },
          {
            label: 'Delete',
            icon: Trash2,
            danger: true,
            onSelect: () => void removeSaved(saved),
          },
        ]}
      />
      {asking === 'rename' && (
        <NameDialog
          title={`Rename or describe «${name}»`}
          action="Apply"
          start={namingOf(saved)}
          others={names.filter((other) => other !== name)}
          onClose={close}
          onSubmit={async (naming) => {
            const answer = await putSaved(withNaming(saved, naming));
            return answer.ok ? undefined : answer.error;
          }}
        />
      )}
      {asking === 'duplicate' && (
        <NameDialog
          title={`Save a copy of «${name}»`}
          action="Save the copy"
          start={{ ...namingOf(saved), name: `${name} copy` }}
          others={names}
          onClose={close}
          onSubmit={async (naming) => {
            const answer = await createSaved(saved.kind, naming.name, (id) => copyOf(saved, id, naming));
            return answer.ok ? undefined : answer.error;
          }}
        />
      )}
    </>
  );
}
