/** Undo and redo of a view's question, for the palette and the keys. */
import { useNavigation } from '../state/navigation';
import { trackOf } from './spec-history';
import { stepView } from './use-spec';

export interface UndoCommand {
  readonly id: string;
  readonly label: string;
  readonly shortcut: string;
  readonly enabled: () => boolean;
  readonly run: () => void;
  /** They walk the history and write none. */
  readonly undo: 'none';
}

/** `view` is the view's id and the name of its history; `title` as in the rail. */
export function undoCommands(view: string, title: string): readonly UndoCommand[] {
  const isHere = (): boolean => useNavigation.getState().view === view;
  return [
    {
      id: `${view}.undo`,
      label: `${title}: undo the last change`,
      shortcut: 'Mod+Z',
      enabled: () => isHere() && trackOf(view).past.length > 0,
      run: () => {
        stepView(view, 'undo');
      },
      undo: 'none',
    },
    {
      id: `${view}.redo`,
      label: `${title}: redo`,
      shortcut: 'Mod+Shift+Z',
      enabled: () => isHere() && trackOf(view).future.length > 0,
      run: () => {
        stepView(view, 'redo');
      },
      undo: 'none',
    },
  ];
}
