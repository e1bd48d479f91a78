/**
 * One colour per event name, everywhere. A name's hash picks its place on the wheel of 12; when the names of a workspace
 * are known (in the order they were first seen) each takes its own place or, where that is taken, the next free one,
 * first of the wheel, then of its deeper twin: the first 24 never share a colour. A name keeps its colour for as long
 * as the page lives.
 */
const WHEEL = 12;
const SLOTS = 2 * WHEEL;

/** The two events that every product has. */
const FIXED: Readonly<Record<string, number>> = { $pageview: 1, $identify: 5 };

const assigned = new Map<string, number>();
const listeners = new Set<() => void>();
let version = 0;

/** FNV-1a, spread by a final multiply: names that differ in one letter land far apart. */
function hash(name: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) {
    value = Math.imul(value ^ name.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> 0;
}

const preferredSlot = (name: string): number => FIXED[name] ?? (hash(name) % WHEEL) + 1;

/** Gives each name not yet known its place, in this order. Call with the workspace's names, first seen first. */
export function assignEventColors(names: readonly string[]): void {
  let changed = false;
  for (const name of names) {
    if (assigned.has(name)) continue;
    const uses = new Map<number, number>();
    for (const slot of [...Object.values(FIXED), ...assigned.values()]) uses.set(slot, (uses.get(slot) ?? 0) + 1);
    const start = preferredSlot(name);
    const around = Array.from(
      { length: SLOTS },
      (_, step) => ((start - 1 + step * 5) % WHEEL) + 1 + (step < WHEEL ? 0 : WHEEL),
    );
    const least = Math.min(...around.map((slot) => uses.get(slot) ?? 0));
    const slot = name in FIXED ? start : (around.find((candidate) => (uses.get(candidate) ?? 0) === least) ?? start);
    assigned.set(name, slot);
    changed ||= slot !== start;
  }
  if (!changed) return;
  version += 1;
  for (const listener of listeners) listener();
}

/** The colour's number, 1 to 24. */
export const eventColorSlot = (name: string): number => assigned.get(name) ?? preferredSlot(name);

/** The colour as CSS, following the theme: `var(--cat-3)`. */
export const eventColor = (name: string): string => `var(--cat-${eventColorSlot(name)})`;

/** The nth colour of the wheel, for series that are not events; counts from 0 and goes round. */
export const categoryColor = (index: number): string => `var(--cat-${(index % SLOTS) + 1})`;

/** Grows when colours were given anew; what draws with them subscribes. */
export const eventColors = {
  version: (): number => version,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  },
};
