/** A JUnit report: a suite for each file, a case for each event name, so that pipelines show what broke where. */
import type { ViolationRow } from '../../../shared/plan/violation-book';
import { placesOf } from './summary';
import type { Validated } from './validated';

export function printJunit(results: readonly Validated[], { strict }: { readonly strict: boolean }): string {
  const suites = results.map((result) => suite(result, strict));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="waymark validate">\n${suites.join('\n')}\n</testsuites>\n`;
}

function suite({ name, report, unread }: Validated, strict: boolean): string {
  const counts = (row: ViolationRow): boolean => strict || row.severity === 'error';
  const cases = report.events.map(({ event, checked }) => {
    const rows = report.rows.filter((row) => row.event === event);
    const failed = rows.filter(counts);
    const rest = rows.filter((row) => !counts(row));
    const body = [
      ...(failed.length === 0 ? [] : [failure(failed)]),
      ...(rest.length === 0 ? [] : [`      <system-out>${text(rest.map(lineOf).join('\n'))}</system-out>`]),
    ];
    return { failed: failed.length > 0, xml: testCase(`${event} (${checked})`, name, body) };
  });
  if (unread.count > 0) {
    const message = `${unread.count} could not be read`;
    const body = `      <failure message="${text(message)}">${text(unread.examples.join('\n'))}</failure>`;
    cases.push({ failed: true, xml: testCase('unreadable lines', name, [body]) });
  }
  const failures = cases.filter(({ failed }) => failed).length;
  const open = `  <testsuite name="${text(name)}" tests="${cases.length}" failures="${failures}" errors="0" skipped="0">`;
  return [open, ...cases.map(({ xml }) => xml), '  </testsuite>'].join('\n');
}

function testCase(name: string, file: string, body: readonly string[]): string {
  const open = `    <testcase name="${text(name)}" classname="${text(file)}"`;
  return body.length === 0 ? `${open}/>` : `${open}>\n${body.join('\n')}\n    </testcase>`;
}

function failure(rows: readonly ViolationRow[]): string {
  const [first] = rows;
  const message = first === undefined ? '' : lineOf(first);
  return `      <failure type="${first?.kind ?? ''}" message="${text(message)}">${text(rows.map(lineOf).join('\n'))}</failure>`;
}

const lineOf = (row: ViolationRow): string =>
  `${row.severity}: ${row.path}: expected ${row.expected}; came ${row.examples[0]?.got ?? 'nothing'}; ${row.count}× ${placesOf(row)}`;

/** XML 1.0 knows no control characters, not even escaped. */
const text = (value: string): string =>
  value
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;');
