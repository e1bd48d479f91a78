/** What stitching must know of each event, in one byte: its kind, and three flags. */
import { EVENT_KINDS, type EventKind } from '../model/event';

export const TRAIT_KIND_MASK = 0x1f;
export const TRAIT_SERVER = 0x80;
export const TRAIT_RAGE = 0x40;
/** The event changes properties of its person. */
export const TRAIT_OPERATIONS = 0x20;
export const kindCode = (kind: EventKind): number => EVENT_KINDS.indexOf(kind);
