/** The small door through which a feature joins the shell. Adding one edits one list, `renderer/app/features.ts`. */
import type { LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';

/** One command, one definition: it feeds the palette, the keys and the menu. */
export interface FeatureCommand {
  /** Dotted and stable, such as `funnel.addStep`. */
  readonly id: string;
  readonly label: string;
  /** As `Mod+K`; Mod is ⌘ on macOS and Ctrl elsewhere. */
  readonly shortcut?: string;
  /** False greys it out; read at the moment it is shown. */
  readonly enabled: () => boolean;
  readonly run: () => void;
  /** How undo treats it: `recorded` changes can be taken back, `none` has nothing to take back. */
  readonly undo: 'recorded' | 'none';
}

export interface Feature {
  /** Also the route: `#/<id>`. */
  readonly id: string;
  readonly title: string;
  readonly icon: LucideIcon;
  /** Shown in the rail, in the order of the list; absent for views reached otherwise. */
  readonly inRail: boolean;
  readonly View: ComponentType;
  readonly commands?: readonly FeatureCommand[];
  /** A count beside its name in the rail; a dot where the rail is folded. Renders nothing where there is nothing to say. */
  readonly Badge?: ComponentType<{ readonly collapsed: boolean }>;
}
