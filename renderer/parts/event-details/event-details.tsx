/** One event in full: when, who, where from, its properties as a table, and the whole as JSON. */
import { ListTree, Search } from 'lucide-react';
import { useMemo, useState, type ReactNode } from 'react';
import type { StoredEvent } from '../../../shared/contract/commands';
import { Button } from '../../ui/button';
import { CodeBlock } from '../../ui/code-block';
import { formatPlural } from '../../ui/number-format';
import { Tabs, type TabDefinition } from '../../ui/tabs';
import { TextField } from '../../ui/text-field';
import { formatDuration } from '../../ui/time-format';
import css from './event-details.module.css';
import { EventFindings } from './event-findings';
import { flattenProperties } from './flatten';
import { formatMoment } from './format-moment';
import { KindIcon, kindWord } from './kind-icon';

export interface EventDetailsProps {
  readonly event: StoredEvent;
  /** IANA zone that times are shown in. */
  readonly timezone: string;
  /** Offers the way to the sessions of the event's person. */
  readonly onShowSessions?: ((event: StoredEvent) => void) | undefined;
  /** Further ways to go on from here, beside that. */
  readonly actions?: ReactNode;
  /** Further parts to look at, after the properties. */
  readonly more?: readonly TabDefinition[];
}

export function EventDetails({ event, timezone, onShowSessions, actions, more = [] }: EventDetailsProps) {
  const [chosen, setTab] = useState('properties');
  const rows = useMemo(() => flattenProperties(event.properties), [event]);
  const json = useMemo(() => JSON.stringify(event, null, 2), [event]);
  return (
    <>
      <EventFindings eid={event.eid} />
      <Facts event={event} timezone={timezone} />
      {(onShowSessions !== undefined || actions !== undefined) && (
        <div className={css['actions']}>
          {actions}
          {onShowSessions && (
            <Button
              size="s"
              icon={ListTree}
              onClick={() => {
                onShowSessions(event);
              }}
            >
              Sessions of this person
            </Button>
          )}
        </div>
      )}
      <div className={css['tabs']}>
        <Tabs
          label="Parts of the event"
          value={chosen}
          onChange={setTab}
          tabs={[
            {
              id: 'properties',
              label: formatPlural(rows.length, 'property', 'properties'),
              content: <PropertyTable rows={rows} />,
            },
            ...more,
            {
              id: 'json',
              label: 'JSON',
              content: <CodeBlock label="The event as JSON" code={json} wrap />,
            },
          ]}
        />
      </div>
    </>
  );
}

function Facts({ event, timezone }: { readonly event: StoredEvent; readonly timezone: string }) {
  const lib = [event.lib, event.lib_version].filter(Boolean).join(' ');
  const corrected =
    event.original_timestamp === undefined ? undefined : (event.timestamp - event.original_timestamp) / 1000;
  const facts: readonly (readonly [string, ReactNode] | undefined)[] = [
    ['Kind', <Kind key="kind" event={event} />],
    ['Distinct id', <Id key="distinct" id={event.distinct_id} />],
    present('User id', event.user_id === event.distinct_id ? undefined : event.user_id),
    present('Anonymous id', event.anonymous_id === event.distinct_id ? undefined : event.anonymous_id),
    present('SDK session', event.session_id),
    ...Object.entries(event.groups).map(([type, group]) => present(`Group ${type}`, group)),
    ['Source', [event.source, lib].filter((part) => part !== '').join(' · ')],
    present('Project', event.project),
    ['Received', formatMoment(event.received_at, timezone)],
    corrected === undefined
      ? undefined
      : ['Clock', `corrected by ${formatDuration(corrected)}: the sender’s clock was off`],
    ['Event id', <Id key="event" id={event.event_id} />],
  ];
  return (
    <dl className={css['facts']}>
      {facts.map(
        (fact) =>
          fact && (
            <div key={fact[0]} className={css['fact']}>
              <dt>{fact[0]}</dt>
              <dd>{fact[1]}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

const present = (label: string, id: string | undefined): readonly [string, ReactNode] | undefined =>
  id === undefined ? undefined : [label, <Id key={label} id={id} />];

function Kind({ event }: { readonly event: StoredEvent }) {
  return (
    <span className={css['kind']}>
      <KindIcon kind={event.kind} /> {kindWord(event.kind)}
    </span>
  );
}

function Id({ id }: { readonly id: string }) {
  return <span className={css['id']}>{id}</span>;
}

/** Beyond this many properties a search field helps. */
const SEARCH_FROM = 12;

function PropertyTable({ rows }: { readonly rows: ReturnType<typeof flattenProperties> }) {
  const [search, setSearch] = useState('');
  const wanted = search.toLowerCase();
  const found = rows.filter(({ path, text }) => `${path} ${text}`.toLowerCase().includes(wanted));
  if (rows.length === 0) return <p className={css['none']}>This event carries no properties.</p>;
  return (
    <>
      {rows.length > SEARCH_FROM && (
        <div className={css['search']}>
          <TextField
            label="Find a property"
            hideLabel
            placeholder="Find a property"
            icon={Search}
            size="s"
            value={search}
            onChange={setSearch}
          />
        </div>
      )}
      <table className={css['properties']}>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">Property</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          {found.map(({ path, type, text }) => (
            <tr key={path}>
              <th scope="row">{path}</th>
              <td className={css[type]}>{text === '' ? <span className={css['null']}>empty text</span> : text}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {found.length === 0 && <p className={css['none']}>No property matches «{search}».</p>}
    </>
  );
}
