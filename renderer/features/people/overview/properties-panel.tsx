/** A person's properties, now or as they were after any event that changed them; each with the event that set it. */
import { ChevronLeft, ChevronRight, History } from 'lucide-react';
import { Fragment, useMemo, useState } from 'react';
import type { Profile, PropertyChange } from '../../../../shared/contract/people';
import { latest, useQuery } from '../../../data/use-query';
import { Button } from '../../../ui/button';
import { cx } from '../../../ui/cx';
import { ErrorState } from '../../../ui/error-state';
import { EventName } from '../../../ui/event-name';
import { IconButton } from '../../../ui/icon-button';
import { formatCount, formatPlural } from '../../../ui/number-format';
import { formatDateTime } from '../../../ui/time-format';
import panel from './overview.module.css';
import css from './properties-panel.module.css';
import { momentsOf, propertiesAt, valueText, type Moment, type PropertyValue } from './property-history';

/** The engine answers at most this many changes, the last. */
const MOST_CHANGES = 20_000;
const NO_CHANGES: readonly PropertyChange[] = [];

export interface PropertiesPanelProps {
  readonly profile: Profile;
  readonly timezone: string;
  readonly onEvent: (eid: number) => void;
}

export function PropertiesPanel({ profile, timezone, onEvent }: PropertiesPanelProps) {
  const query = useQuery('people.changes', { person: profile.person });
  const changes = latest(query) ?? NO_CHANGES;
  const moments = useMemo(() => momentsOf(changes), [changes]);
  // By number in the store, so that new events do not move what one looks at; undefined is now.
  const [eid, setEid] = useState<number>();
  const at = eid === undefined ? -1 : moments.findIndex((moment) => moment.eid === eid);
  const moment = at === -1 ? undefined : moments[at];
  const shown: readonly PropertyValue[] = moment === undefined ? profile.properties : propertiesAt(changes, moment.end);
  const [openKey, setOpenKey] = useState<string>();

  return (
    <section aria-label="Properties" className={panel['panel']}>
      <header className={panel['head']}>
        <h2>Properties</h2>
        <span className={panel['note']}>{formatCount(shown.length)}</span>
        {moments.length > 0 && <span className={panel['note']}>· changed {formatPlural(moments.length, 'time')}</span>}
      </header>
      {query.status === 'failed' && <ErrorState compact error={query.error} onRetry={query.refetch} />}
      {moments.length > 1 && (
        <MomentPicker
          moments={moments}
          at={moment === undefined ? moments.length : at}
          timezone={timezone}
          onChange={(next) => {
            setEid(moments[next]?.eid);
          }}
          onEvent={onEvent}
        />
      )}
      {changes.length >= MOST_CHANGES && (
        <p className={panel['none']}>
          Only the last {formatCount(MOST_CHANGES)} changes are at hand; what was set before them is missing from
          earlier moments.
        </p>
      )}
      {shown.length === 0 ? (
        <p className={panel['none']}>
          {moment === undefined
            ? 'None yet. Properties come with identify, or with operations such as $set.'
            : 'None were left after this event.'}
        </p>
      ) : (
        <table className={css['table']}>
          <thead>
            <tr>
              <th scope="col">Property</th>
              <th scope="col">{moment === undefined ? 'Value now' : 'Value then'}</th>
              <th scope="col">Set by</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((property) => (
              <Fragment key={property.key}>
                <PropertyRow
                  property={property}
                  changes={changes}
                  timezone={timezone}
                  isFresh={moment?.keys.includes(property.key) ?? false}
                  isOpen={openKey === property.key}
                  onToggle={() => {
                    setOpenKey(openKey === property.key ? undefined : property.key);
                  }}
                  onEvent={onEvent}
                />
                {openKey === property.key && (
                  <tr>
                    <td colSpan={3}>
                      <PropertyStory
                        changes={changes.filter(({ key }) => key === property.key)}
                        timezone={timezone}
                        onEvent={onEvent}
                      />
                    </td>
                  </tr>
                )}
              </Fragment>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

interface MomentPickerProps {
  readonly moments: readonly Moment[];
  /** Index into `moments`; their number for now. */
  readonly at: number;
  readonly timezone: string;
  readonly onChange: (at: number) => void;
  readonly onEvent: (eid: number) => void;
}

function MomentPicker({ moments, at, timezone, onChange, onEvent }: MomentPickerProps) {
  const moment = moments[at];
  const words = moment === undefined ? 'Now' : `After ${moment.event}, ${formatDateTime(moment.time, timezone)}`;
  return (
    <div className={css['picker']}>
      <IconButton
        icon={ChevronLeft}
        size="s"
        label="The change before"
        disabled={at === 0}
        onClick={() => {
          onChange(at - 1);
        }}
      />
      <input
        type="range"
        aria-label="Properties as they were"
        aria-valuetext={words}
        className={css['slider']}
        min={0}
        max={moments.length}
        value={at}
        onChange={(event) => {
          onChange(Number(event.target.value));
        }}
      />
      <IconButton
        icon={ChevronRight}
        size="s"
        label="The change after"
        disabled={at === moments.length}
        onClick={() => {
          onChange(at + 1);
        }}
      />
      {moment === undefined ? (
        <span className={css['moment']}>Now</span>
      ) : (
        <span className={css['moment']}>
          <button
            type="button"
            className={css['link']}
            onClick={() => {
              onEvent(moment.eid);
            }}
          >
            <EventName name={moment.event} />
          </button>
          <span className={cx(css['when'], 'num')}>{formatDateTime(moment.time, timezone)}</span>
          <Button
            size="s"
            variant="ghost"
            onClick={() => {
              onChange(moments.length);
            }}
          >
            Back to now
          </Button>
        </span>
      )}
    </div>
  );
}

interface PropertyRowProps {
  readonly property: PropertyValue;
  readonly changes: readonly PropertyChange[];
  readonly timezone: string;
  /** Changed at the moment looked at. */
  readonly isFresh: boolean;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly onEvent: (eid: number) => void;
}

function PropertyRow({ property, changes, timezone, isFresh, isOpen, onToggle, onEvent }: PropertyRowProps) {
  const { key, value, time, eid } = property;
  const own = changes.filter((change) => change.key === key);
  const event = own.find((change) => change.eid === eid)?.event;
  const text = valueText(value);
  return (
    <tr className={cx(isFresh && css['fresh'])}>
      <th scope="row">
        <span className={css['key']} title={key}>
          {key}
        </span>
      </th>
      <td>
        <span className={css['value']} title={text}>
          {text}
        </span>
        {own.length > 1 && (
          <button type="button" aria-expanded={isOpen} className={css['story']} onClick={onToggle}>
            <History aria-hidden size={12} /> {formatPlural(own.length, 'change')}
          </button>
        )}
      </td>
      <td>
        <button
          type="button"
          className={css['link']}
          title="Show the event"
          onClick={() => {
            onEvent(eid);
          }}
        >
          {event === undefined ? 'Event' : <EventName name={event} />}
          <span className={cx(css['when'], 'num')}>{formatDateTime(time, timezone)}</span>
        </button>
      </td>
    </tr>
  );
}

interface PropertyStoryProps {
  readonly changes: readonly PropertyChange[];
  readonly timezone: string;
  readonly onEvent: (eid: number) => void;
}

/** Every value that one property had, the latest first. */
function PropertyStory({ changes, timezone, onEvent }: PropertyStoryProps) {
  return (
    <ol className={css['changes']}>
      {changes.toReversed().map((change, index) => (
        <li key={`${change.eid} ${index}`}>
          <code>{change.op}</code>
          <span className={css['value']}>
            {change.value === undefined ? <em>taken away</em> : valueText(change.value)}
          </span>
          <button
            type="button"
            className={css['link']}
            onClick={() => {
              onEvent(change.eid);
            }}
          >
            <EventName name={change.event} />
            <span className={cx(css['when'], 'num')}>{formatDateTime(change.time, timezone)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
