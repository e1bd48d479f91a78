/** Where the window was: remembered between runs, and used again only where a screen still shows it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/** In device-independent pixels of the whole desktop. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const placeSchema = z.object({
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() }),
  isMaximized: z.boolean(),
});
export type WindowPlace = z.infer<typeof placeSchema>;

export const LEAST_SIZE = { width: 860, height: 560 };
const FIRST_SIZE = { width: 1360, height: 880 };
/** So much of the title bar must be on a screen that it can be grabbed. */
const GRIP = { width: 120, height: 40 };

/** The remembered place; undefined where there is none, or it cannot be read. */
export function readPlace(file: string): WindowPlace | undefined {
  try {
    return placeSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch (error) {
    // A first start has no file, and a damaged one is only a forgotten place.
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error)) return undefined;
    throw error;
  }
}

/** Throws where the file cannot be written. */
export function writePlace(file: string, place: WindowPlace): void {
  writeFileSync(file, JSON.stringify(place));
}

/** Bounds for a new window: as remembered where a work area shows them, else of the first size, centred by the system. */
export function placeOn(
  workAreas: readonly Rectangle[],
  remembered: Rectangle | undefined,
): Rectangle | { readonly width: number; readonly height: number } {
  if (remembered !== undefined && workAreas.some((area) => showsGrip(area, remembered))) return remembered;
  const [first] = workAreas;
  return {
    width: Math.min(FIRST_SIZE.width, first?.width ?? FIRST_SIZE.width),
    height: Math.min(FIRST_SIZE.height, first?.height ?? FIRST_SIZE.height),
  };
}

function showsGrip(area: Rectangle, { x, y, width }: Rectangle): boolean {
  const across = Math.min(area.x + area.width, x + width) - Math.max(area.x, x);
  return across >= GRIP.width && y >= area.y && y + GRIP.height <= area.y + area.height;
}
