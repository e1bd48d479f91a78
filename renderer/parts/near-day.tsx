/** A day in a list, with its year where that is not the present one. */
import { useState } from 'react';
import { formatNearDay } from '../ui/time-format';

export interface NearDayProps {
  /** UTC ms. */
  readonly at: number;
  readonly timezone: string;
}

export function NearDay({ at, timezone }: NearDayProps) {
  // The year does not change while a list is looked at.
  const [now] = useState(() => Date.now());
  return formatNearDay(at, timezone, now);
}
