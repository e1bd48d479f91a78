/** Questions that can be asked of any workspace. */

export interface Example {
  readonly title: string;
  readonly sql: string;
}

export const EXAMPLES: readonly Example[] = [
  {
    title: 'Events and people by day',
    sql: `SELECT date_trunc('day', timestamp) AS day,
       count(*) AS events,
       count(DISTINCT person_id) AS people
FROM events
GROUP BY day
ORDER BY day`,
  },
  {
    title: 'The most frequent events',
    sql: `SELECT event, count(*) AS events, count(DISTINCT person_id) AS people
FROM events
GROUP BY event
ORDER BY events DESC`,
  },
  {
    title: 'Entry pages and how visits go on',
    sql: `SELECT entry_page,
       count(*) AS sessions,
       round(100 * avg(bounce::INTEGER), 1) AS bounce_percent,
       median(duration_seconds) AS median_seconds,
       median(pageviews) AS median_pages
FROM sessions
WHERE entry_page IS NOT NULL
GROUP BY entry_page
ORDER BY sessions DESC
LIMIT 20`,
  },
  {
    title: 'What people do right after an event',
    sql: `WITH ordered AS (
  SELECT person_id, event,
         lead(event) OVER (PARTITION BY person_id ORDER BY timestamp, event_id) AS next_event
  FROM events
)
SELECT event, next_event, count(*) AS times, count(DISTINCT person_id) AS people
FROM ordered
WHERE next_event IS NOT NULL
GROUP BY event, next_event
ORDER BY times DESC
LIMIT 25`,
  },
  {
    title: 'Busy hours of the week',
    sql: `SELECT isodow(timestamp) AS weekday, hour(timestamp) AS hour, count(*) AS events
FROM events
GROUP BY weekday, hour
ORDER BY weekday, hour`,
  },
  {
    title: 'People with the most sessions',
    sql: `SELECT person_id, name, sessions, events, active_days, first_seen, last_seen
FROM persons
ORDER BY sessions DESC
LIMIT 50`,
  },
  {
    title: 'Properties and how often they are sent',
    sql: `SELECT key, count(*) AS events, count(DISTINCT event) AS event_names
FROM (SELECT event, unnest(json_keys(properties)) AS key FROM events)
GROUP BY key
ORDER BY events DESC`,
  },
  {
    title: 'Days between first and second session',
    sql: `WITH visits AS (
  SELECT person_id, started_at,
         row_number() OVER (PARTITION BY person_id ORDER BY started_at) AS nth,
         lead(started_at) OVER (PARTITION BY person_id ORDER BY started_at) AS again
  FROM sessions
)
SELECT date_diff('day', started_at, again) AS days, count(*) AS people
FROM visits
WHERE nth = 1 AND again IS NOT NULL
GROUP BY days
ORDER BY days`,
  },
];
