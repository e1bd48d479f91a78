/** Live: a still or running list of events, the names they have, and the one that is looked at. */
import { Pause, Play, Search, X } from 'lucide-react';
import { useState } from 'react';
import { useLiveLog } from '../../data/use-live-log';
import { useLiveStatus } from '../../data/use-live';
import { latest } from '../../data/use-query';
import { useWorkspaceInfo } from '../../data/workspace';
import { FilterBuilder } from '../../parts/filter-builder';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { EventName } from '../../ui/event-name';
import { IconButton } from '../../ui/icon-button';
import { formatCount } from '../../ui/number-format';
import { PageHeader } from '../../ui/page-header';
import { TextField } from '../../ui/text-field';
import { Toolbar, ToolbarSpacer } from '../../ui/toolbar';
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

  return (
    <>
      <PageHeader
        title="Live"
        meta={<Connection paused={paused} waiting={view.log.waiting} />}
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
          <span className={css['chip']}>
            <EventName name={filter.event} />
            <IconButton
              icon={X}
              label="Show all events"
              size="s"
              onClick={() => {
                setEvent(undefined);
              }}
            />
          </span>
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

function Connection({ paused, waiting }: { readonly paused: boolean; readonly waiting: number }) {
  const live = useLiveStatus();
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
    <Badge tone="good" dot>
      Listening
    </Badge>
  );
}
