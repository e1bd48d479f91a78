/**
 * Times and names of events by eid. They are held only of events that no view has yet: a view has them by position, and
 * whoever needs them by eid once more (persons told apart in another way, say) has them put back from there.
 */
import { GrowingColumn } from './growing';
import type { Steps } from './cooperate';
import type { OrderedEvents } from './order';

/** Of the event with number `eid`, time (UTC ms) and code of its name are at `eid - from`. The arrays may be longer. */
export interface TimedEvents {
  readonly from: number;
  readonly time: Float64Array;
  readonly name: Int32Array;
}

/** The same by position, of all events below a number. */
export type Timed = Pick<OrderedEvents, 'eid' | 'time' | 'name'>;

const STEP = 1 << 18;

/** The events from a number on, as they arrive. */
export class FreshEvents {
  private readonly times: GrowingColumn<Float64Array>;
  private readonly names: GrowingColumn<Int32Array>;

  constructor(
    readonly from: number,
    { time, name }: Pick<TimedEvents, 'time' | 'name'> = { time: new Float64Array(0), name: new Int32Array(0) },
  ) {
    this.times = new GrowingColumn((n) => new Float64Array(n), time);
    this.names = new GrowingColumn((n) => new Int32Array(n), name);
  }

  get time(): Float64Array {
    return this.times.values;
  }
  get name(): Int32Array {
    return this.names.values;
  }

  /** Makes room for the events below `total`. */
  reserve(total: number): void {
    this.times.reserve(total - this.from);
    this.names.reserve(total - this.from);
  }
}

/** Times and names of the events `from` … `nextEid - 1`: those below `fresh.from` as `settled` has them. */
export function* timesInSteps(settled: Timed, fresh: TimedEvents, from: number, nextEid: number): Steps<TimedEvents> {
  if (from >= fresh.from) {
    const [start, stop] = [from - fresh.from, Math.max(from, nextEid) - fresh.from];
    return { from, time: fresh.time.subarray(start, stop), name: fresh.name.subarray(start, stop) };
  }
  const time = new Float64Array(nextEid - from);
  const name = new Int32Array(nextEid - from);
  const { eid } = settled;
  const until = Math.min(fresh.from, nextEid);
  for (let at = 0; at < eid.length; at += STEP) {
    scatter(settled, time, name, from, until, at, Math.min(at + STEP, eid.length));
    yield;
  }
  if (nextEid > fresh.from) {
    time.set(fresh.time.subarray(0, nextEid - fresh.from), fresh.from - from);
    name.set(fresh.name.subarray(0, nextEid - fresh.from), fresh.from - from);
  }
  return { from, time, name };
}

function scatter(
  { eid, time, name }: Timed,
  times: Float64Array,
  names: Int32Array,
  from: number,
  until: number,
  start: number,
  stop: number,
): void {
  for (let position = start; position < stop; position++) {
    const event = eid[position] as number;
    if (event < from || event >= until) continue;
    times[event - from] = time[position] as number;
    names[event - from] = name[position] as number;
  }
}
