/**
 * What a paths fold brings back. A node is `step · width + name`, a link `node · width + next name`, where width is one
 * more than there are names: the code of what was left out. With a breakdown both are numbered per group of paths, a
 * group being one value: `group · (steps · width) + node` and so on.
 */

import type { Numbers } from '../../stats/median';

export interface NodeColumns {
  readonly keys: Float64Array;
  /** Paths that have the node, and those that end there before the last step. */
  readonly sessions: Int32Array;
  readonly ended: Int32Array;
}

export interface FlowPart {
  readonly paths: number;
  readonly persons: number;
  readonly nodes: NodeColumns;
  readonly links: {
    readonly keys: Float64Array;
    readonly persons: Int32Array;
    /** The ms that link i took each time are `ms` from ends[i - 1] to ends[i]. */
    readonly ends: Int32Array;
    readonly ms: Numbers;
  };
}

/**
 * Which values fold into `$other` is not known yet, and the persons of `$other` are distinct persons: so it is kept who
 * took which link, in the order of the persons.
 */
export interface GroupsPart {
  /** Per group the dictionary code of its value, and how many paths it has. */
  readonly codes: Int32Array;
  readonly paths: Int32Array;
  /** A row for each person in each of its groups. */
  readonly members: { readonly groups: Int32Array; readonly persons: Int32Array };
  readonly nodes: NodeColumns;
  /** By number its key; then a row for each time that it was taken. */
  readonly linkKeys: Float64Array;
  readonly taken: { readonly links: Int32Array; readonly persons: Int32Array; readonly ms: Float64Array };
}

export interface PathsPart {
  readonly flow: FlowPart;
  /** Only with a breakdown. */
  readonly groups?: GroupsPart;
}

/** The parts are in the order of the persons. */
export interface PathsPartial {
  readonly width: number;
  readonly parts: readonly PathsPart[];
}
