/** Writes events down as a capture library on one device would: ids, session, page, device and campaign on each. */
import { ensure } from '../base/assert';
import { WELL_KNOWN, type CanonicalEvent, type EventKind } from '../model/event';
import type { Json } from '../model/json';
import { DAY_MS } from '../base/time';
import { APP, RELEASES, SITE, type Device } from './northlight';
import type { SamplePerson, SampleSpan } from './person';

type Properties = Record<string, Json>;

/** Collects the events of one person from all devices, and numbers them. */
export class Notebook {
  readonly events: CanonicalEvent[] = [];

  constructor(
    readonly person: SamplePerson,
    readonly span: SampleSpan,
    private readonly idPrefix: string,
  ) {}

  nextId(): string {
    return `${this.idPrefix}-${String(this.events.length).padStart(5, '0')}`;
  }

  /** The release that is out at a time. */
  releaseAt(time: number): string {
    const day = (time - this.span.start) / DAY_MS;
    return ensure(
      RELEASES.findLast((release) => release.day <= day),
      'A release of the first day',
    ).version;
  }

  /** An event sent by the product's server: it knows the user and no device. */
  fromServer(time: number, event: string, properties: Properties): void {
    this.write({
      event_id: this.nextId(),
      event,
      kind: 'custom',
      timestamp: time,
      received_at: time + 40,
      distinct_id: this.person.userId,
      user_id: this.person.userId,
      groups: { company: this.person.company },
      properties: { app_version: this.releaseAt(time), ...properties },
      source: 'sample',
      lib: 'northlight-server',
      lib_version: '1.4.2',
    });
  }

  /** What has not happened by the end of the sample is not written. */
  write(event: CanonicalEvent): void {
    if (event.timestamp >= this.span.start && event.timestamp < this.span.end) this.events.push(event);
  }
}

/** One browser of a person. Time only moves on. */
export class Tracker {
  private isKnown = false;
  private session = 0;
  private path = '/';
  private title = '';
  private origin = SITE;
  private referrer: string | undefined;
  private campaign: Properties = {};
  now = 0;

  constructor(
    private readonly book: Notebook,
    private readonly device: Device,
    /** Unique to the device. */
    readonly anonymousId: string,
  ) {}

  /** A new visit: a session of the library's own. */
  beginSession(time: number, from: { referrer?: string | undefined; campaign?: Properties } = {}): void {
    this.now = Math.floor(time);
    this.session += 1;
    this.referrer = from.referrer;
    this.campaign = from.campaign ?? {};
  }

  wait(seconds: number): void {
    this.now += Math.floor(seconds * 1000);
  }

  /** UTC ms of the sample's first day. */
  get start(): number {
    return this.book.span.start;
  }

  /** The release that the device sees now. */
  get release(): string {
    return this.book.releaseAt(this.now);
  }

  view(place: 'site' | 'app', path: string, title: string): void {
    this.origin = place === 'site' ? SITE : APP;
    this.path = path;
    this.title = title;
    this.capture('$pageview', 'page', {});
  }

  capture(event: string, kind: EventKind, properties: Properties): void {
    const { book, device } = this;
    const { person } = book;
    book.write({
      event_id: book.nextId(),
      event,
      kind,
      timestamp: this.now,
      received_at: this.now + 350,
      distinct_id: this.isKnown ? person.userId : this.anonymousId,
      ...(this.isKnown ? { user_id: person.userId } : { anonymous_id: this.anonymousId }),
      session_id: `${this.anonymousId}-${this.session}`,
      groups: this.isKnown ? { company: person.company } : {},
      properties: {
        [WELL_KNOWN.url]: `${this.origin}${this.path}`,
        [WELL_KNOWN.path]: this.path,
        [WELL_KNOWN.title]: this.title,
        ...(this.referrer === undefined ? {} : { [WELL_KNOWN.referrer]: this.referrer }),
        [WELL_KNOWN.browser]: device.browser,
        [WELL_KNOWN.os]: device.os,
        [WELL_KNOWN.device]: device.type,
        country: person.country.code,
        app_version: book.releaseAt(this.now),
        ...this.campaign,
        ...properties,
      },
      source: 'sample',
      lib: 'northlight-web',
      lib_version: '3.1.0',
    });
  }

  /** Tells that this device's anonymous id is the user's; all later events carry the user id. */
  identify(traits: Properties): void {
    this.isKnown = true;
    const { book, device } = this;
    const { person } = book;
    book.write({
      event_id: book.nextId(),
      event: '$identify',
      kind: 'identify',
      timestamp: this.now,
      received_at: this.now + 350,
      distinct_id: person.userId,
      anonymous_id: this.anonymousId,
      user_id: person.userId,
      session_id: `${this.anonymousId}-${this.session}`,
      groups: { company: person.company },
      properties: {
        [WELL_KNOWN.browser]: device.browser,
        [WELL_KNOWN.os]: device.os,
        [WELL_KNOWN.device]: device.type,
        app_version: book.releaseAt(this.now),
        $set: { name: person.name, email: person.email, ...traits },
        $set_once: { country: person.country.code },
      },
      source: 'sample',
      lib: 'northlight-web',
      lib_version: '3.1.0',
    });
  }
}
