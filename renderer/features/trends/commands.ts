/** What the palette and the keys can do to the trends on screen. */
import { trackOf } from '../../parts/spec-history';
import { stepView } from '../../parts/use-spec';
import { useNavigation } from '../../state/navigation';
import type { FeatureCommand } from '../feature';

const KIND = 'trends';
const isHere = (): boolean => useNavigation.getState().view === KIND;

export const trendsCommands: readonly FeatureCommand[] = [
  {
    id: 'trends.undo',
    label: 'Trends: undo the last change',
    shortcut: 'Mod+Z',
    enabled: () => isHere() && trackOf(KIND).past.length > 0,
    run: () => {
      stepView(KIND, 'undo');
    },
    undo: 'none',
  },
  {
    id: 'trends.redo',
    label: 'Trends: redo',
    shortcut: 'Mod+Shift+Z',
    enabled: () => isHere() && trackOf(KIND).future.length > 0,
    run: () => {
      stepView(KIND, 'redo');
    },
    undo: 'none',
  },
];
