/** Saves what is on screen under a name, keeps it up to date, and does with it what one does with a file. */
import { Bookmark, BookmarkCheck, ChevronDown, CopyPlus, PencilLine, RotateCcw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useSaveOffer } from '../state/saving';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { IconButton } from '../ui/icon-button';
import { Menu } from '../ui/menu';
import { NameDialog } from './name-dialog';
import css from './saved-controls.module.css';
import { namingOf } from './saved-spec';
import type { SavedPlace } from './use-saved-place';

export interface SavedControlsProps {
  readonly place: SavedPlace;
  /** What is saved, in a sentence: «funnel», «segment». */
  readonly noun: string;
  /** A name to begin with. */
  readonly suggestion?: string | undefined;
  /** Why it cannot be saved now; undefined where it can. */
  readonly problem?: string | undefined;
}

type Asking = 'save' | 'duplicate' | 'rename';

export function SavedControls({ place, noun, suggestion = '', problem }: SavedControlsProps) {
  const { document, dirty } = place;
  const [asking, setAsking] = useState<Asking>();
  const name = document?.document.name ?? '';
  const save = (): void => {
    if (document === undefined) setAsking('save');
    else void place.saveChanges();
  };
  useSaveOffer(problem === undefined && asking === undefined && (document === undefined || dirty) ? save : undefined);
  return (
    <>
      {document === undefined ? (
        <Button size="s" icon={Bookmark} disabled={problem !== undefined} title={problem} onClick={save}>
          Save
        </Button>
      ) : (
        <span className={css['group']}>
          <Button
            size="s"
            icon={dirty ? Bookmark : BookmarkCheck}
            variant={dirty ? 'primary' : 'secondary'}
            disabled={!dirty || problem !== undefined}
            title={problem}
            onClick={save}
          >
            {dirty ? 'Save changes' : 'Saved'}
          </Button>
          <Menu
            align="end"
            trigger={<IconButton icon={ChevronDown} size="s" label={`More for the saved ${noun}`} />}
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
                label: dirty ? 'Save as another…' : 'Duplicate…',
                icon: CopyPlus,
                movesFocus: true,
                disabled: problem !== undefined,
                onSelect: () => {
                  setAsking('duplicate');
                },
              },
              {
                label: 'Go back to what was saved',
                icon: RotateCcw,
                disabled: !dirty,
                onSelect: place.revert,
              },
              { type: 'separator' },
              {
                label: `Delete the saved ${noun}`,
                icon: Trash2,
                danger: true,
                onSelect: () => void place.remove(),
              },
            ]}
          />
        </span>
      )}
      {asking !== undefined && (
        <NameDialog
          {...DIALOGS[asking](noun, name)}
          start={
            asking === 'save'
              ? { name: suggestion }
              : asking === 'rename' && document !== undefined
                ? namingOf(document)
                : { name: `${name} copy` }
          }
          others={asking === 'rename' ? place.otherNames : [...place.otherNames, name]}
          onSubmit={asking === 'rename' ? place.rename : place.saveAs}
          onClose={() => {
            setAsking(undefined);
          }}
        />
      )}
    </>
  );
}

const DIALOGS: Readonly<
  Record<Asking, (noun: string, name: string) => { readonly title: string; readonly action: string }>
> = {
  save: (noun) => ({ title: `Save this ${noun}`, action: 'Save' }),
  duplicate: (_noun, name) => ({ title: `Save a copy of «${name}»`, action: 'Save the copy' }),
  rename: (_noun, name) => ({ title: `Rename or describe «${name}»`, action: 'Apply' }),
};

/** Beside a page's title: what kind of thing is looked at, and that it differs from what was saved. */
export function SavedMark({ place, kindName }: { readonly place: SavedPlace; readonly kindName: string }) {
  if (place.document === undefined) return null;
  return (
    <>
      <Badge>{kindName}</Badge>
      {place.dirty && (
        <Badge tone="warn" dot>
          edited
        </Badge>
      )}
    </>
  );
}
