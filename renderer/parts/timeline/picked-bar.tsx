/** The picked events as the steps of a funnel to be, and the button that opens it. */
import { Filter, X } from 'lucide-react';
import { canonicalJson } from '../../../shared/base/canonical-json';
import type { JsonObject } from '../../../shared/model/json';
import { call } from '../../data/client';
import { navigate } from '../../state/navigation';
import { Button } from '../../ui/button';
import { EventName } from '../../ui/event-name';
import { toast } from '../../ui/toast-store';
import type { TimelineEvents } from './events';
import { canBeFunnel, funnelOfEvents, isPageView, MOST_STEPS } from './funnel-of-events';
import css from './timeline-desk.module.css';

export interface PickedBarProps {
  readonly events: TimelineEvents;
  /** In time order. */
  readonly picked: readonly number[];
  readonly onToggle: (index: number) => void;
  readonly onClear: () => void;
}

/** Page views need their properties, to say which page in the way their source does. */
async function openFunnel(events: TimelineEvents, picked: readonly number[]): Promise<void> {
  const known = new Map<number, JsonObject>();
  for (const index of picked.filter((each) => isPageView(events, each))) {
    const answer = await call('events.get', { eid: events.eid[index] ?? 0 });
    if (!answer.ok) {
      toast({ tone: 'bad', title: 'The funnel cannot be made', text: answer.error.message });
      return;
    }
    known.set(index, answer.value.properties);
  }
  const spec = funnelOfEvents(events, picked, (index) => known.get(index));
  if (spec !== undefined) navigate('funnel', { spec: canonicalJson(spec) });
}

export function PickedBar({ events, picked, onToggle, onClear }: PickedBarProps) {
  return (
    <section aria-label="Picked events" className={css['picked']}>
      <ol className={css['steps']}>
        {picked.map((index, order) => {
          const kind = events.kind[index];
          const page = kind === 'page' || kind === 'screen' ? (events.page[index] ?? '') : '';
          return (
            <li key={events.eid[index]}>
              <span className={css['order']}>{order + 1}</span>
              <EventName name={events.event[index] ?? ''} />
              {page !== '' && <span className={css['faint']}>{page}</span>}
              <button
                type="button"
                aria-label={`Do not pick step ${order + 1}`}
                onClick={() => {
                  onToggle(index);
                }}
              >
                <X aria-hidden size={12} />
              </button>
            </li>
          );
        })}
      </ol>
      <div className={css['actions']}>
        {picked.length < 2 && <span className={css['faint']}>Pick another event for a funnel</span>}
        {picked.length > MOST_STEPS && <span className={css['faint']}>A funnel has at most {MOST_STEPS} steps</span>}
        <Button
          size="s"
          variant="primary"
          icon={Filter}
          disabled={!canBeFunnel(picked)}
          onClick={() => {
            void openFunnel(events, picked);
          }}
        >
          Open as funnel
        </Button>
        <Button size="s" variant="ghost" onClick={onClear}>
          Clear
        </Button>
      </div>
    </section>
  );
}
