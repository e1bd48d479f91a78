/** Who the people of the sample are: drawn for all before any event, so that invitations can name both ends. */
import { DAY_MS, HOUR_MS } from '../base/time';
import type { Draw } from './draw';
import {
  COMPANY_KINDS,
  COMPANY_WORDS,
  COUNTRIES,
  DESKTOPS,
  DIRECT,
  FIRST_NAMES,
  HANDHELDS,
  LAST_NAMES,
  PLANS,
  SOURCES,
  type Country,
  type Device,
  type Source,
} from './northlight';

export interface SamplePerson {
  readonly number: number;
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly company: string;
  readonly country: Country;
  readonly source: Source;
  /** The person who sent the invitation, where one came. */
  readonly inviter: SamplePerson | undefined;
  readonly device: Device;
  readonly secondDevice: Device | undefined;
  /** UTC ms of the first visit. */
  readonly arrival: number;
  /** UTC ms of the sign-up; undefined for those who only look. */
  readonly signup: number | undefined;
  readonly isOnboarded: boolean;
  readonly hasProject: boolean;
  /** Share of working days on which they come while they stay. */
  readonly zeal: number;
  /** Days they stay after the sign-up. */
  readonly stays: number;
  /** The plan they pay for and the days after the sign-up until they do. */
  readonly plan: (typeof PLANS)[number] | undefined;
  readonly paysAfterDays: number;
  readonly seats: number;
  /** The identify call comes only with the next log-in. */
  readonly isIdentifiedLate: boolean;
}

export interface SampleSpan {
  /** UTC ms of the first day's start. */
  readonly start: number;
  /** UTC ms after which nothing has happened yet. */
  readonly end: number;
}

const dayOf = (span: SampleSpan, time: number): number => Math.floor((time - span.start) / DAY_MS);

/** A time on a day when people of a country are at work, mostly. */
export function wakingTime(draw: Draw, dayStart: number, country: Country): number {
  const local = draw.chance(0.78) ? draw.between(8.5, 18) : draw.between(6.5, 23.5);
  return Math.floor(dayStart + (local - country.hours) * HOUR_MS);
}

/** Weekends are quiet. 1970-01-01 was a Thursday. */
export function isWeekend(dayStart: number): boolean {
  const weekday = Math.floor(dayStart / DAY_MS + 4) % 7;
  return weekday === 0 || weekday === 6;
}

function drawArrival(draw: Draw, span: SampleSpan, country: Country): number {
  const days = Math.round((span.end - span.start) / DAY_MS);
  for (;;) {
    const day = draw.whole(0, days - 1);
    const dayStart = span.start + day * DAY_MS;
    // The product grows by about half over the sample, and people look around on working days.
    const interest = (0.66 + (0.34 * day) / days) * (isWeekend(dayStart) ? 0.4 : 1);
    const time = wakingTime(draw, dayStart, country);
    if (draw.chance(interest) && time >= span.start && time < span.end) return time;
  }
}

/** Draws person `number`; `earlier` are those already drawn. */
export function drawPerson(
  draw: Draw,
  number: number,
  span: SampleSpan,
  earlier: readonly SamplePerson[],
): SamplePerson {
  const country = draw.weighted(COUNTRIES);
  // The product is older than the sample: some people use it from its first day on, and only that use is seen.
  const isVeteran = draw.chance(0.04);
  const arrival = isVeteran
    ? wakingTime(draw, span.start - draw.whole(5, 80) * DAY_MS, country)
    : drawArrival(draw, span, country);
  const day = dayOf(span, arrival);
  const inviter = !isVeteran && draw.chance(0.14) ? findInviter(draw, earlier, arrival) : undefined;
  const running = SOURCES.filter(({ days }) => days === undefined || (day >= days[0] && day <= days[1]));
  const source = inviter === undefined ? draw.weighted(running) : DIRECT;
  const isHandheld = draw.chance(source.utm?.medium === 'paid-social' ? 0.6 : 0.28);
  const device = draw.weighted(isHandheld ? HANDHELDS : DESKTOPS);
  const first = draw.pick(FIRST_NAMES);
  const last = draw.pick(LAST_NAMES);
  const company = inviter?.company ?? `${draw.pick(COMPANY_WORDS)} ${draw.pick(COMPANY_KINDS)} ${draw.whole(1, 40)}`;

  const signupChance = inviter === undefined ? 0.44 * source.appeal * (isHandheld ? 0.6 : 1) : 0.85;
  const signsUp = isVeteran || draw.chance(signupChance);
  const delayDays = isVeteran || draw.chance(0.6) ? 0 : Math.ceil(draw.waiting(3));
  const signup = signsUp ? Math.floor(arrival + delayDays * DAY_MS + draw.between(4, 25) * 60_000) : undefined;
  const signupDay = dayOf(span, signup ?? arrival);
  const isOnboarded = isVeteran || draw.chance(signupDay >= 23 ? 0.79 : 0.58);
  const isBroken = signupDay >= 44 && device.isFragile;
  const hasProject = isVeteran || (isOnboarded && draw.chance(inviter === undefined ? (isBroken ? 0.6 : 0.82) : 0.93));
  const buys = hasProject && draw.chance(isBroken ? 0.14 : inviter === undefined ? 0.34 : 0.46);
  const plan = draw.weighted(PLANS);
  const isLoyal = isVeteran ? draw.chance(0.7) : draw.chance(buys ? 0.85 : 0.25);
  return {
    number,
    userId: `user_${String(number + 1).padStart(4, '0')}`,
    name: `${first} ${last}`,
    email: `${first}.${last}.${number + 1}@example.com`.toLowerCase(),
    company,
    country,
    source,
    inviter,
    device,
    secondDevice: draw.chance(0.38) ? draw.weighted(isHandheld ? DESKTOPS : HANDHELDS) : undefined,
    arrival,
    signup,
    isOnboarded,
    hasProject,
    zeal: hasProject ? draw.between(0.3, 0.85) : draw.between(0.05, 0.3),
    stays: isLoyal ? 365 : isVeteran ? draw.between(90, 140) : draw.waiting(hasProject ? 14 : 5),
    plan: buys ? plan : undefined,
    paysAfterDays: Math.min(13, 2 + draw.waiting(4)),
    seats: draw.whole(2, 14),
    isIdentifiedLate: draw.chance(0.12),
  };
}

function findInviter(draw: Draw, earlier: readonly SamplePerson[], arrival: number): SamplePerson | undefined {
  for (let tries = 0; tries < 12 && earlier.length > 0; tries += 1) {
    const candidate = earlier[draw.whole(0, earlier.length - 1)];
    if (candidate?.hasProject !== true || candidate.signup === undefined) continue;
    if (candidate.signup + DAY_MS < arrival && candidate.signup + candidate.stays * DAY_MS > arrival) return candidate;
  }
  return undefined;
}
