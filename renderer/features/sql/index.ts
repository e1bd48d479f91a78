/** The SQL feature: questions in SQL over the documented views, their rows, and a chart of them. */
import { SquareTerminal } from 'lucide-react';
import { lazy } from 'react';
import { undoCommands } from '../../parts/undo-commands';
import type { Feature } from '../feature';

export const sqlFeature: Feature = {
  id: 'sql',
  title: 'SQL',
  icon: SquareTerminal,
  inRail: true,
  View: lazy(async () => ({ default: (await import('./sql-view')).SqlView })),
  commands: undoCommands('sql', 'SQL'),
};
