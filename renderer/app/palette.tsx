/** The command palette (Mod+K): every command, every view, whatever was saved, every event of the workspace. */
import { Command, defaultFilter } from 'cmdk';
import { CornerDownLeft, Search } from 'lucide-react';
import { useQuery } from '../data/use-query';
import type { FeatureCommand } from '../features/feature';
import { savedKindName } from '../parts/insight-change';
import { openSaved } from '../parts/open-saved';
import { documentsOf } from '../parts/saved';
import { viewOf } from '../parts/saved-spec';
import { navigate } from '../state/navigation';
import { EventDot } from '../ui/event-name';
import { eventLabel } from '../ui/event-label';
import { Keys } from '../ui/kbd';
import { formatCompact } from '../ui/number-format';
import css from './palette.module.css';
import { useShell } from './shell-state';

/** The most frequent events; more would only slow the typing. */
const EVENTS_SHOWN = 100;
const NOTHING = {};

/** The spec under which an event's own trend is shown. */
const trendOf = (event: string): string =>
  JSON.stringify({ kind: 'trends', series: [{ match: { event }, math: 'events' }], interval: 'day' });

/** Below this letters were jumped over within a word; the first letters of words score higher. */
const LEAST_LOOSE = 0.2;

/**
 * What holds every word as it was typed, else what has the letters at the beginnings of its words («gtf» for Go to
 * Funnel). Letters strewn anywhere are no match: commands stand before events whatever their scores.
 */
function score(value: string, search: string, keywords?: string[]): number {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const text = value.toLowerCase();
  const loose = defaultFilter(value, search, keywords);
  if (words.every((word) => text.includes(word))) return 1 + loose;
  return loose < LEAST_LOOSE ? 0 : loose;
}

export function Palette({ commands }: { readonly commands: readonly FeatureCommand[] }) {
  const open = useShell((state) => state.paletteOpen);
  const setOpen = useShell((state) => state.setPaletteOpen);
  const { value: events } = useQuery('catalog.events', open ? NOTHING : undefined);
  const { value: saved } = useQuery('saved.list', open ? NOTHING : undefined);
  const documents = saved === undefined ? [] : documentsOf(saved).filter((one) => viewOf(one) !== undefined);
  const pick = (run: () => void) => () => {
    setOpen(false);
    run();
  };
  return (
    <Command.Dialog
      open={open}
      onOpenChange={setOpen}
      label="Commands and events"
      loop
      filter={score}
      overlayClassName={css['veil'] ?? ''}
      contentClassName={css['content'] ?? ''}
    >
      <div className={css['search']}>
        <Search aria-hidden size={16} />
        <Command.Input placeholder="Search commands and events…" className={css['input']} />
      </div>
      <Command.List className={css['list']}>
        <Command.Empty className={css['empty']}>Nothing matches.</Command.Empty>
        <Command.Group heading="Commands" className={css['group']}>
          {commands
            .filter((command) => command.id !== 'palette.open' && command.enabled())
            .map((command) => (
              <Command.Item
                key={command.id}
                value={`${command.label} ${command.id}`}
                className={css['item']}
                onSelect={pick(command.run)}
              >
                <span className={css['label']}>{command.label}</span>
                {command.shortcut !== undefined && <Keys combo={command.shortcut} />}
              </Command.Item>
            ))}
        </Command.Group>
        {documents.length > 0 && (
          <Command.Group heading="Saved" className={css['group']}>
            {documents.map((saved) => (
              <Command.Item
                key={`${saved.kind} ${saved.document.id}`}
                value={`saved ${saved.kind} ${saved.document.name} ${saved.document.id}`}
                className={css['item']}
                onSelect={pick(() => {
                  openSaved(saved);
                })}
              >
                <span className={css['label']}>{saved.document.name}</span>
                <span className={css['count']}>{savedKindName(saved)}</span>
              </Command.Item>
            ))}
          </Command.Group>
        )}
        {events !== undefined && events.length > 0 && (
          <Command.Group heading="Events" className={css['group']}>
            {events.slice(0, EVENTS_SHOWN).map(({ event, count }) => (
              <Command.Item
                key={event}
                value={`event ${eventLabel(event)} ${event}`}
                className={css['item']}
                onSelect={pick(() => {
                  navigate('trends', { spec: trendOf(event) });
                })}
              >
                <EventDot name={event} />
                <span className={css['label']}>{eventLabel(event)}</span>
                <span className={css['count']}>{formatCompact(count)}</span>
              </Command.Item>
            ))}
          </Command.Group>
        )}
      </Command.List>
      <footer className={css['footer']}>
        <CornerDownLeft aria-hidden size={12} /> runs a command, opens what was saved, or shows an event’s trend
      </footer>
    </Command.Dialog>
  );
}
