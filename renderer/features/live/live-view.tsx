/** Live: a still or running list of events, the names they have, and the one that is looked at. */
import { Download, Pause, Play, Search } from 'lucide-react';
import { useState } from 'react';
import type { ExportChoice } from '../../../shared/contract/export';
import type { Filter } from '../../../shared/model/filter';
import { type LiveFilter, LiveLog } from '../../data/live-log';
import { useLiveLog, useLogVersion } from '../../data/use-live-log';
import { useLiveStatus } from '../../data/use-live';
import { latest } from '../../data/use-query';
import { useWorkspaceInfo } from '../../data/workspace';
import { FilterBuilder } from '../../parts/filter-builder';
import { NarrowedTo } from '../../parts/narrowed-to';
import { openExport, useExportOffer } from '../../state/export';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { EventName } from '../../ui/event-name';
import { IconButton } from '../../ui/icon-button';
import { formatCount } from '../../ui/number-format';
import { PageHeader } from '../../ui/page-header';
import { TextField } from '../../ui/text-field';
import { Toolbar, ToolbarSpacer } from '../../ui/toolbar';
import { Tooltip } from '../../ui/tooltip';
import { EventCounts } from './event-counts';
import { EventPanel } from './event-panel';
import { EventsTable } from './events-table';
import css from './live.module.css';
import { RateSpark } from './rate-spark';
import { OpenRejects } from './open-rejects';
import { useLiveFilter } from './use-live-filter';
import { useOpenEvent } from './use-open-event';

export function LiveView() {
  const timezone = latest(useWorkspaceInfo())?.timezone ?? 'UTC';
  const { filter, narrowed, text, setText, setEvent, setWhere, clear } = useLiveFilter();
  const [paused, setPaused] = useState(false);
  const [scrolled, setScrolled] = useState(false);
  const [open, setOpen] = useOpenEvent();
  const view = useLiveLog(filter, paused || scrolled);
  const exported = exportOf(filter);
  useExportOffer(exported);

  return (
    <>
      <PageHeader
        title="Live"
        meta={<Connection paused={paused} log={view.log} />}
        actions={
          <>
            <OpenRejects />
            <Button
              icon={paused ? Play : Pause}
              pressed={paused}
              onClick={() => {
                setPaused(!paused);
              }}
            >
              {paused ? 'Resume' : 'Pause'}
            </Button>
          </>
        }
      />
      <Toolbar label="What to show">
        <TextField
          label="Filter events"
          hideLabel
          placeholder="Event, id, source, project…"
          icon={Search}
          value={text}
          onChange={setText}
          className={css['filter']}
        />
        {filter.event !== undefined && (
          <NarrowedTo
            clear="Show all events"
            onClear={() => {
              setEvent(undefined);
            }}
          >
            <EventName name={filter.event} />
          </NarrowedTo>
        )}
        <FilterBuilder
          label="Conditions"
          addLabel="Condition"
          value={filter.where}
          event={filter.event}
          segments
          onChange={setWhere}
        />
        <ToolbarSpacer />
        <IconButton
          icon={Download}
          label="Export events like these"
          onClick={() => {
            openExport({ choice: exported });
          }}
        />
        <RateSpark log={view.log} />
      </Toolbar>
      <div className={css['body']}>
        <EventsTable
          view={view}
          timezone={timezone}
          narrowed={narrowed}
          paused={paused}
          scrolled={scrolled}
          onScrolled={setScrolled}
          selected={open}
          onSelect={setOpen}
          onClear={clear}
        />
        <EventCounts selected={filter.event} onSelect={setEvent} />
      </div>
      <EventPanel
        event={open}
        timezone={timezone}
        onClose={() => {
          setOpen(undefined);
        }}
      />
    </>
  );
}

/** The event name and the conditions; what was typed looks through a few fields of what is on screen alone. */
function exportOf({ event, where }: LiveFilter): ExportChoice {
  const filters: Filter[] = [
    ...(event === undefined ? [] : [{ property: 'event', op: 'eq' as const, value: event }]),
    ...(where === undefined ? [] : [where]),
  ];
  const [first] = filters;
  if (first === undefined) return { what: 'events' };
  return { what: 'events', where: filters.length > 1 ? { all: filters } : first };
}

function Connection({ paused, log }: { readonly paused: boolean; readonly log: LiveLog }) {
  useLogVersion(log);
  const live = useLiveStatus();
  const { waiting } = log;
  if (live.state === 'lost') {
    return (
      <>
        <Badge tone="bad" dot>
          Reconnecting
        </Badge>
        <Button size="s" variant="ghost" onClick={live.retryNow}>
          Now
        </Button>
      </>
    );
  }
  if (live.state === 'connecting') return <Badge dot>Connecting</Badge>;
  if (paused) {
    return (
      <Badge tone="warn" dot>
        Paused{waiting > 0 ? ` · ${formatCount(waiting)} waiting` : ''}
      </Badge>
    );
  }
  return (
    <>
      <Badge tone="good" dot>
        Listening
      </Badge>
      <Held log={log} />
    </>
  );
}

/** How much of what is stored the list has, so that nobody takes it for all there is. */
function Held({ log }: { readonly log: LiveLog }) {
  if (log.length === 0) return null;
  if (log.length < LiveLog.limit) return <span className="num">{formatCount(log.length)} in the list</span>;
  return (
    <Tooltip text="Older events are in the store. Conditions and text look for them there.">
      <span className="num">the newest {formatCount(log.length)} in the list</span>
    </Tooltip>
  );
}
