/** Distributions that brush, and a timeline, over made-up sessions. */
import { useMemo, useState } from 'react';
import type { Brush } from '../../features/sessions/charts/brush-model';
import { isRange } from '../../features/sessions/charts/brush-model';
import { Histogram } from '../../features/sessions/charts/histogram';
import { ValueBars } from '../../features/sessions/charts/value-bars';
import { timeAxis } from '../../parts/timeline/axis';
import { carryPages, type TimelineEvents } from '../../parts/timeline/events';
import { layOut } from '../../parts/timeline/lanes';
import type { TickScale } from '../../parts/timeline/ticks';
import { Timeline } from '../../parts/timeline/timeline';
import { useSelection } from '../../parts/timeline/use-selection';
import { useTimeWindow } from '../../parts/timeline/use-time-window';
import type { EventKind } from '../../../shared/model/event';
import css from './gallery.module.css';

const EDGES = [0, 10, 30, 60, 120, 300, 600, 1800, 3600];
const COUNTS = [120, 260, 410, 530, 380, 160, 70, 20];
const DEVICES = [
  { value: 'Desktop', all: 1200, held: 740 },
  { value: 'Mobile', all: 640, held: 90 },
  { value: null, all: 110, held: 4 },
];

export function DistributionSpecimens() {
  const [duration, setDuration] = useState<Brush | undefined>([60, 299.999]);
  const [device, setDevice] = useState<Brush | undefined>(['Desktop']);
  const bins = COUNTS.map((all, index) => ({
    from: EDGES[index] ?? 0,
    to: EDGES[index + 1] ?? 0,
    all,
    held: Math.round(all * (0.2 + 0.05 * index)),
  }));
  return (
    <div className={css['distributions']}>
      <div>
        <Histogram
          column="durationSeconds"
          title="Duration"
          bins={bins}
          brush={isRange(duration) ? duration : undefined}
          onBrush={setDuration}
          timezone="UTC"
        />
      </div>
      <div>
        <ValueBars column="device" values={DEVICES} other={{ all: 40, held: 9 }} brush={device} onBrush={setDevice} />
      </div>
    </div>
  );
}

const START = Date.UTC(2026, 0, 5, 9);
const SCALE: TickScale = { type: 'elapsed', originMs: START };

/** Seconds since the start, name, kind, page, what it is about, status, duration in ms. */
type Row = readonly [number, string, EventKind, string?, string?, number?, number?];
const ROWS: readonly Row[] = [
  [0, '$pageview', 'page', '/'],
  [4, '$autocapture', 'click'],
  [9, 'signed_up', 'custom'],
  [14, '$pageview', 'page', '/pricing'],
  [15, 'request', 'network', '', 'GET https://shop.test/api/prices', 200, 2400],
  [16, 'request', 'network', '', 'GET https://shop.test/api/me', 500, 900],
  [17, '$exception', 'error', '', 'No prices'],
  [22, '$web_vitals', 'vitals', '', 'LCP'],
  [31, '$autocapture', 'click'],
  [32, '$autocapture', 'click'],
  [40, 'subscription_paid', 'custom'],
];

function specimenEvents(): TimelineEvents {
  const numbers = (of: (row: Row, index: number) => number | undefined): Float64Array =>
    Float64Array.from(ROWS, (row, index) => of(row, index) ?? Number.NaN);
  return {
    length: ROWS.length,
    eid: numbers((_, index) => index + 1),
    time: numbers(([seconds]) => START + seconds * 1000),
    event: ROWS.map(([, event]) => event),
    kind: ROWS.map(([, , kind]) => kind),
    page: carryPages(ROWS.map(([, , , page]) => page ?? '')),
    session: ROWS.map(() => 'specimen'),
    detail: ROWS.map(([, , , , detail]) => detail ?? ''),
    status: numbers(([, , , , , status]) => status),
    durationMs: numbers(([, , , , , , duration]) => duration),
    value: numbers(([, , kind]) => (kind === 'vitals' ? 1800 : undefined)),
  };
}

const NO_WORDS = { title: '', reason: '' };

export function TimelineSpecimen() {
  const events = useMemo(() => specimenEvents(), []);
  const layout = useMemo(() => layOut(events, timeAxis(events.time), false), [events]);
  const view = useTimeWindow(layout.axis.bounds);
  const selection = useSelection(events);
  const [rangeTool, setRangeTool] = useState(false);
  return (
    <Timeline
      events={events}
      layout={layout}
      scale={SCALE}
      timezone="UTC"
      view={view}
      selection={selection}
      rangeTool={rangeTool}
      onRangeTool={setRangeTool}
      runWords={() => NO_WORDS}
      onRun={() => undefined}
    />
  );
}
