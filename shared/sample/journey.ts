/** What one person of the sample does, from the first look at the site to the day they stop coming. */
import { DAY_MS, HOUR_MS } from '../base/time';
import { WELL_KNOWN, type CanonicalEvent } from '../model/event';
import type { Draw } from './draw';
import { BROWSING_PAGES, LANDING_PAGES, ONBOARDING, type Source } from './northlight';
import type { SamplePerson, SampleSpan } from './person';
import { Notebook, Tracker } from './tracker';
import { useProduct } from './usage';

/** All events of a person, in no particular order. `guests` are those whom the person invites. */
export function writeJourney(
  draw: Draw,
  person: SamplePerson,
  guests: readonly SamplePerson[],
  span: SampleSpan,
  idPrefix: string,
): CanonicalEvent[] {
  const book = new Notebook(person, span, idPrefix);
  const device = new Tracker(book, person.device, `anon_${idPrefix}-1`);
  lookAround(draw, device, person);
  if (person.signup === undefined) return book.events;
  signUp(draw, device, person, person.signup);
  if (person.isOnboarded) onboard(draw, device);
  useProduct(draw, book, device, person, guests);
  return book.events;
}

function campaignOf({ utm }: Source): Record<string, string> {
  if (utm === undefined) return {};
  return {
    [WELL_KNOWN.utmSource]: utm.source,
    [WELL_KNOWN.utmMedium]: utm.medium,
    [WELL_KNOWN.utmCampaign]: utm.campaign,
  };
}

/** Visits to the site: the first with its campaign, later ones mostly direct; none after the sign-up. */
function lookAround(draw: Draw, device: Tracker, person: SamplePerson): void {
  const { source, signup } = person;
  const until = signup ?? Infinity;
  const visits = person.inviter === undefined ? 1 + draw.count(signup === undefined ? 0.8 : 0.5) : 1;
  let time = person.arrival;
  for (let visit = 0; visit < visits && time < until - HOUR_MS / 60; visit += 1) {
    device.beginSession(time, visit === 0 ? { referrer: source.referrer, campaign: campaignOf(source) } : {});
    const landing = draw.weighted(LANDING_PAGES);
    device.view('site', landing.path, landing.title);
    if (draw.chance(0.12)) measureSpeed(draw, device);
    // Nearly half of all visits to a site like this see one page.
    const pages = draw.chance(signup === undefined ? 0.5 : 0.15) ? 0 : 1 + draw.count(1.6);
    for (let page = 0; page < pages && device.now < until - 2 * 60_000; page += 1) {
      device.wait(4 + draw.waiting(35));
      const { path, title } = draw.weighted(BROWSING_PAGES);
      device.view('site', path, title);
      if (path === '/pricing' && draw.chance(0.3)) {
        device.wait(draw.between(3, 20));
        device.capture('plan compared', 'click', { plan: draw.pick(['team', 'business', 'enterprise']) });
      }
    }
    time += draw.between(0.4, 3.5) * DAY_MS;
  }
}

function measureSpeed(draw: Draw, device: Tracker): void {
  device.wait(draw.between(1, 3));
  device.capture('$web_vitals', 'vitals', {
    $web_vitals_LCP_value: Math.round(900 + draw.waiting(900)),
    $web_vitals_CLS_value: Math.round(draw.waiting(0.06) * 1000) / 1000,
    $web_vitals_INP_value: Math.round(60 + draw.waiting(90)),
  });
}

function signUp(draw: Draw, device: Tracker, person: SamplePerson, time: number): void {
  device.beginSession(time, person.inviter === undefined ? {} : { referrer: 'https://mail.example.com/' });
  device.view('site', '/signup', 'Sign up · Northlight');
  device.wait(8 + draw.waiting(20));
  device.capture('sign-up started', 'form', {});
  device.wait(15 + draw.waiting(40));
  const method = person.inviter === undefined ? draw.pick(['google', 'email', 'email']) : 'invitation';
  device.capture('signed up', 'custom', { method });
  if (!person.isIdentifiedLate) {
    device.wait(1);
    device.identify({ company: person.company, plan: 'free' });
  }
}

function onboard(draw: Draw, device: Tracker): void {
  device.wait(2);
  device.view('app', '/welcome', 'Welcome · Northlight');
  // Release 2.4.0 asks half as much.
  const steps = device.release >= '2.4.0' ? ONBOARDING.slice(0, 2) : ONBOARDING;
  steps.forEach((name, index) => {
    device.wait(10 + draw.waiting(steps.length === ONBOARDING.length ? 70 : 35));
    device.capture('onboarding step completed', 'custom', { step: index + 1, name });
  });
  device.wait(3);
  device.capture('onboarding completed', 'custom', { steps: steps.length });
}
