/** Live: a still or running list of events, the names they have, and the rejects beside it. */
import { Pause, Play, Search, X } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import type { StoredEvent } from '../../../shared/contract/commands';
import { useLiveLog } from '../../data/use-live-log';
import { useLiveStatus } from '../../data/use-live';
import { latest, useQuery } from '../../data/use-query';
import { useWorkspaceInfo } from '../../data/workspace';
import { EventDrawer } from '../../parts/event-details/event-drawer';
import { navigate, useNavigation } from '../../state/navigation';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { EventName } from '../../ui/event-name';
import { IconButton } from '../../ui/icon-button';
import { formatCount } from '../../ui/number-format';
import { PageHeader } from '../../ui/page-header';
import { Segmented } from '../../ui/segmented';
import { TextField } from '../../ui/text-field';
import { Toolbar, ToolbarSpacer } from '../../ui/toolbar';
import { EventCounts } from './event-counts';
import { EventsTable } from './events-table';
import css from './live.module.css';
import { RateSpark } from './rate-spark';
import { RejectsTable } from './rejects-table';

const REJECTS = { limit: 200 };

export function LiveView() {
  const tab = useNavigation((state) => (state.params['show'] === 'rejects' ? 'rejects' : 'events'));
  const timezone = latest(useWorkspaceInfo())?.timezone ?? 'UTC';
  const rejects = useQuery('rejects.recent', REJECTS);
  const [text, setText] = useState('');
  const [event, setEvent] = useState<string>();
  const [paused, setPaused] = useState(false);
  const [scrolled, setScrolled] = useState(false);
  const [open, setOpen] = useState<StoredEvent>();
  const filter = { text: useDeferredValue(text.trim()), event };
  const view = useLiveLog(filter, paused || scrolled);
  const rejected = latest(rejects)?.total ?? 0;

  return (
    <>
      <PageHeader
        title="Live"
        meta={<Connection paused={paused} waiting={view.log.waiting} />}
        actions={
          <Button
            icon={paused ? Play : Pause}
            pressed={paused}
            onClick={() => {
              setPaused(!paused);
            }}
          >
            {paused ? 'Resume' : 'Pause'}
          </Button>
        }
      />
      <Toolbar label="What to show">
        <Segmented
          label="List"
          value={tab}
          options={[
            { value: 'events', label: 'Events' },
            { value: 'rejects', label: rejected === 0 ? 'Rejected' : `Rejected ${formatCount(rejected)}` },
          ]}
          onChange={(show) => {
            navigate('live', show === 'rejects' ? { show } : {}, { replace: true });
          }}
        />
        {tab === 'events' && (
          <TextField
            label="Filter events"
            hideLabel
            placeholder="Event, distinct id, source…"
            icon={Search}
            value={text}
            onChange={setText}
            className={css['filter']}
          />
        )}
        {tab === 'events' && event !== undefined && (
          <span className={css['chip']}>
            <EventName name={event} />
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
        <ToolbarSpacer />
        <RateSpark log={view.log} />
      </Toolbar>
      {tab === 'rejects' ? (
        <RejectsTable rejects={rejects} timezone={timezone} />
      ) : (
        <div className={css['body']}>
          <EventsTable
            view={view}
            timezone={timezone}
            narrowed={filter.text !== '' || event !== undefined}
            paused={paused}
            scrolled={scrolled}
            onScrolled={setScrolled}
            selected={open}
            onSelect={setOpen}
            onClear={() => {
              setText('');
              setEvent(undefined);
            }}
          />
          <EventCounts selected={event} onSelect={setEvent} />
        </div>
      )}
      <EventDrawer
        event={open}
        timezone={timezone}
        onClose={() => {
          setOpen(undefined);
        }}
        onShowSessions={(stored) => {
          navigate('sessions', { person: stored.user_id ?? stored.distinct_id });
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
