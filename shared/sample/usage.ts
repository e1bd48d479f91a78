/** Life in the product after the sign-up: days of use on one or two devices, invitations, payment, leaving. */
import { DAY_MS, HOUR_MS } from '../base/time';
import type { Draw } from './draw';
import { FEATURES, type Device } from './northlight';
import { isWeekend, wakingTime, type SamplePerson } from './person';
import { Tracker, type Notebook } from './tracker';

/** A device in use and whether it still has to be told who its user is. */
interface Desk {
  readonly tracker: Tracker;
  readonly device: Device;
  isLoggedIn: boolean;
}

export function useProduct(
  draw: Draw,
  book: Notebook,
  first: Tracker,
  person: SamplePerson,
  guests: readonly SamplePerson[],
): void {
  const signup = person.signup ?? 0;
  const main: Desk = { tracker: first, device: person.device, isLoggedIn: !person.isIdentifiedLate };
  const second: Desk | undefined =
    person.secondDevice === undefined
      ? undefined
      : {
          tracker: new Tracker(book, person.secondDevice, `${first.anonymousId.slice(0, -1)}2`),
          device: person.secondDevice,
          isLoggedIn: false,
        };
  if (person.hasProject) {
    first.wait(20 + draw.waiting(300));
    first.capture('project created', 'custom', { template: draw.pick(['blank', 'sprint', 'launch', 'crm']) });
  }
  const last = Math.min(book.span.end, signup + person.stays * DAY_MS);
  const firstDay = Math.floor(first.now / DAY_MS) + 1;
  for (let day = firstDay; day * DAY_MS < last; day += 1) {
    const dayStart = day * DAY_MS;
    if (!draw.chance(person.zeal * (isWeekend(dayStart) ? 0.2 : 1))) continue;
    const visits = 1 + draw.count(0.5);
    let time = wakingTime(draw, dayStart, person.country);
    for (let visit = 0; visit < visits; visit += 1) {
      const desk = second !== undefined && draw.chance(0.25) ? second : main;
      if (time > desk.tracker.now + HOUR_MS) {
        spendSession(draw, desk, time, person);
        for (const guest of guests) if (isDue(guest, time)) invite(draw, desk.tracker);
      }
      time += draw.between(1.2, 5) * HOUR_MS;
    }
  }
  if (person.plan !== undefined) pay(draw, book, person, last);
}

function spendSession(draw: Draw, desk: Desk, time: number, person: SamplePerson): void {
  const { tracker } = desk;
  tracker.beginSession(time);
  if (!desk.isLoggedIn) {
    tracker.view('app', '/login', 'Log in · Northlight');
    tracker.wait(6 + draw.waiting(15));
    desk.isLoggedIn = true;
    tracker.identify({ company: person.company });
    tracker.capture('logged in', 'custom', { method: draw.pick(['password', 'google']) });
    tracker.wait(2);
  }
  tracker.view('app', '/home', 'Home · Northlight');
  const day = (tracker.now - tracker.start) / DAY_MS;
  const keen = 0.5 + person.zeal;
  for (const { event, mean, page, since } of FEATURES) {
    if (day < since) continue;
    const times = draw.count(mean * keen);
    if (times === 0) continue;
    tracker.wait(4 + draw.waiting(30));
    tracker.view('app', page, `${page.slice(1, 2).toUpperCase()}${page.slice(2)} · Northlight`);
    for (let count = 0; count < times; count += 1) {
      tracker.wait(5 + draw.waiting(40));
      tracker.capture(event, 'custom', propertiesOf(draw, event));
      if (event === 'doc edited' && tracker.release >= '2.5.0' && desk.device.isFragile && draw.chance(0.35)) {
        stumble(draw, tracker, "Cannot read properties of undefined (reading 'anchor')");
        return;
      }
    }
  }
  if (draw.chance(0.012)) stumble(draw, tracker, 'Network request failed');
}

function propertiesOf(draw: Draw, event: string): Record<string, string | number | boolean> {
  switch (event) {
    case 'task created':
      return { priority: draw.pick(['low', 'normal', 'normal', 'high']), has_due_date: draw.chance(0.4) };
    case 'task completed':
      return { days_open: Math.round(draw.waiting(4) * 10) / 10 };
    case 'doc edited':
      return { words: Math.round(draw.waiting(120)) };
    case 'search performed':
      return { results: draw.count(6) };
    case 'file attached':
      return { size_kb: Math.round(40 + draw.waiting(900)) };
    case 'integration connected':
      return { integration: draw.pick(['slack', 'github', 'calendar', 'drive']) };
    default:
      return {};
  }
}

/** An error, and the clicks of someone for whom nothing happens. */
function stumble(draw: Draw, tracker: Tracker, message: string): void {
  tracker.wait(1);
  tracker.capture('$exception', 'error', {
    $exception_type: message.startsWith('Network') ? 'NetworkError' : 'TypeError',
    $exception_message: message,
  });
  if (!draw.chance(0.55)) return;
  tracker.wait(2 + draw.waiting(3));
  tracker.capture('$rageclick', 'click', { $el_text: draw.pick(['Save', 'Format', 'Undo']) });
}

/** Invitations go out, and are repeated, in the two days before the guest comes. */
const isDue = (guest: SamplePerson, time: number): boolean =>
  time < guest.arrival - HOUR_MS && time > guest.arrival - 2 * DAY_MS;

function invite(draw: Draw, tracker: Tracker): void {
  tracker.wait(4 + draw.waiting(20));
  tracker.view('app', '/settings/members', 'Members · Northlight');
  tracker.wait(12 + draw.waiting(20));
  tracker.capture('teammate invited', 'custom', { role: draw.pick(['member', 'member', 'guest']) });
}

/** Payment comes from the server: monthly, now and then failing, and ended with a reason by those who leave. */
function pay(draw: Draw, book: Notebook, person: SamplePerson, last: number): void {
  const { plan, seats, signup } = person;
  if (plan === undefined || signup === undefined) return;
  const amount = plan.price * seats;
  const terms = { plan: plan.plan, seats, amount, currency: 'EUR' };
  const started = Math.floor(signup + person.paysAfterDays * DAY_MS);
  if (started >= last) return;
  book.fromServer(started, 'subscription started', terms);
  for (let month = 0; started + month * 30 * DAY_MS < last; month += 1) {
    const due = started + month * 30 * DAY_MS + 5000;
    if (month > 0 && draw.chance(0.05)) {
      book.fromServer(due, 'payment failed', { ...terms, reason: draw.pick(['card expired', 'card declined']) });
    }
    book.fromServer(due + (month > 0 ? 60_000 : 0), 'invoice paid', terms);
  }
  if (last < book.span.end) {
    book.fromServer(Math.floor(last), 'subscription cancelled', {
      ...terms,
      reason: draw.pick(['too expensive', 'missing feature', 'team changed tools', 'editor problems']),
    });
  }
}
