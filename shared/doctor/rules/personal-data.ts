/** E-mail addresses, cards, phone numbers, tokens and passwords in what events carry. */
import { WELL_KNOWN } from '../../model/event';
import { isJsonObject, type Json } from '../../model/json';
import { findPersonal, isMasked, isPasswordName, maskPersonal, type PersonalKind } from '../personal-data';
import { RecentMap } from '../recent-map';
import { type Report, type Rule, type Severity, stateless } from '../rule';

/** What SDKs take from the page by themselves and where something personal may stand. */
const TAKEN_FROM_PAGE = [
  WELL_KNOWN.url,
  WELL_KNOWN.path,
  WELL_KNOWN.referrer,
  WELL_KNOWN.title,
  '$el_text',
  '$elements_chain',
  '$initial_current_url',
] as const;
const IS_ADDRESS = /^[a-z][a-z0-9+.-]*:\/\/|^\/[^ ]*\?/i;
/** Parameters that let one in. Public keys of capture libraries are not among them. */
const KEY_PARAMETER =
  /[?&#](?:(?:access|auth|id|refresh|reset|session|login|magic|invite)[_-]?token|token|api[_-]?key|secret|password|passwd|pwd|session[_-]?id|sid|otp|jwt)=([^&#\s]{8,})/i;

const MOST_DEPTH = 4;
const MOST_ITEMS = 50;

const SEVERITY: Readonly<Record<PersonalKind, Severity>> = {
  password: 'error',
  'card number': 'error',
  token: 'error',
  IBAN: 'error',
  'e-mail address': 'warning',
  'phone number': 'warning',
};

export const personalData: Rule = {
  id: 'personal-data',
  title: 'Personal data or secrets in an event',
  severity: 'error',
  meaning:
    'What is sent once is copied to every tool and backup behind it, and has to be deleted from all of them. A token in an address lets whoever reads the report in.',
  limits:
    'Shape and check digits: card numbers by issuer range and Luhn, IBANs by their check digits, phone numbers only with «+» and country code, tokens by their known beginnings, passwords by the property’s name. Operations on a person (traits, $set) are left alone but for passwords, cards and tokens: an address belongs there if anywhere. Nothing found is shown in full.',
  remedies: {
    general: {
      text: 'Send an id of your own in its place, and take it out of addresses before they are sent. What was stored already stays in the workspace until it is removed.',
    },
    families: {
      posthog: {
        text: 'Take it out before sending; for addresses and texts of elements too.',
        code: 'posthog.init(KEY, {\n  before_send: (event) => {\n    delete event.properties.email\n    return event\n  },\n  mask_personal_data_properties: true,\n})',
      },
      segment: {
        text: 'Take it out in a source middleware.',
        code: 'analytics.addSourceMiddleware(({ payload, next }) => {\n  delete payload.obj.properties?.email\n  next(payload)\n})',
      },
      mixpanel: {
        text: 'Block the property, or take it out in the hook.',
        code: "mixpanel.init(TOKEN, { property_blacklist: ['$current_url', 'email'] })",
      },
      amplitude: {
        text: 'Take it out in an enrichment plugin.',
        code: "amplitude.add({\n  type: 'enrichment',\n  execute: async (event) => {\n    delete event.event_properties?.email\n    return event\n  },\n})",
      },
      snowplow: {
        text: 'Set the address yourself, without the parameter. Form tracking sends the values of fields: give it a filter.',
        code: 'setCustomUrl(location.origin + location.pathname)',
      },
      matomo: {
        text: 'Set the address yourself, without the parameter.',
        code: "_paq.push(['setCustomUrl', location.origin + location.pathname])",
      },
      countly: {
        text: 'Leave form tracking off where forms ask for such things: it sends the values of fields.',
        code: 'Countly.track_forms  // take this call out',
      },
      ga4: {
        text: 'Set the address yourself, without the parameter. Google’s terms forbid sending such data.',
        code: "gtag('config', ID, { page_location: location.origin + location.pathname })",
      },
      rudderstack: {
        text: 'Leave the property out of the call; a transformation only helps what lies behind RudderStack.',
      },
      plausible: {
        text: 'Change the address before it is sent.',
        code: 'init({ domain, transformRequest: (payload) => ({ ...payload, u: location.origin + location.pathname }) })',
      },
      umami: {
        text: 'Leave the query off all addresses.',
        code: '<script data-exclude-search="true" …>',
      },
    },
  },
  capacity: 0,
  start: () =>
    stateless(({ event, own, isOwn }, report) => {
      const { properties } = event;
      // Traits of people are called as such by their kind even where the SDK puts them among the properties.
      const isOfPerson = event.kind === 'identify' || event.kind === 'person' || event.kind === 'group';
      for (const [key, value] of own) look(event.event, key, value, isOfPerson, 0, report);
      for (const key of TAKEN_FROM_PAGE) {
        const value = properties[key];
        if (typeof value === 'string') lookAtText(event.event, key, value, false, report);
      }
      for (const key of ['$set', '$set_once'] as const) {
        const value = properties[key];
        if (isJsonObject(value)) look(event.event, key, value, true, 0, report);
      }
      if (isOwn) lookAtName(event.event, report);
    }),
};

function look(event: string, path: string, value: Json, isOfPerson: boolean, depth: number, report: Report): void {
  if (typeof value === 'string') {
    lookAtText(event, path, value, isOfPerson, report);
    return;
  }
  if (typeof value !== 'object' || value === null || depth >= MOST_DEPTH) return;
  if (Array.isArray(value)) {
    for (const item of value.slice(0, MOST_ITEMS)) look(event, `${path}[]`, item, isOfPerson, depth + 1, report);
    return;
  }
  for (const key in value) {
    const item = value[key];
    if (item !== undefined) look(event, `${path}.${key}`, item, isOfPerson, depth + 1, report);
  }
}

function lookAtText(event: string, path: string, text: string, isOfPerson: boolean, report: Report): void {
  if (text !== '' && isPassword(path) && !isMasked(text)) {
    tell(event, path, 'password', text, report);
    return;
  }
  if (text.includes('=') && IS_ADDRESS.test(text)) {
    const parameter = KEY_PARAMETER.exec(text);
    const given = parameter?.[1];
    if (given !== undefined && !isMasked(given)) {
      tell(event, path, 'token', given, report);
      return;
    }
  }
  const personal = findPersonal(text);
  if (personal === undefined || (isOfPerson && SEVERITY[personal.kind] === 'warning')) return;
  tell(event, path, personal.kind, text.slice(personal.from, personal.to), report);
}

/** Properties come with every event under the same names: looked at once. */
const passwords = new RecentMap<string, boolean>(4_000);
function isPassword(path: string): boolean {
  let is = passwords.get(path);
  if (is === undefined) {
    is = isPasswordName(path.slice(path.lastIndexOf('.') + 1));
    passwords.set(path, is);
  }
  return is;
}

function lookAtName(event: string, report: Report): void {
  const personal = findPersonal(event);
  if (personal === undefined) return;
  const shown = maskPersonal(personal.kind, event.slice(personal.from, personal.to));
  report({
    subject: `event name · ${personal.kind}`,
    message: `The name of an event holds ${withArticle(personal.kind)} (${shown}).`,
    severity: SEVERITY[personal.kind],
  });
}

function tell(event: string, path: string, kind: PersonalKind, text: string, report: Report): void {
  const shown = maskPersonal(kind, text);
  report({
    subject: `${event} · ${path}`,
    message: `\`${path}\` of «${event}» holds ${withArticle(kind)} (${shown}).`,
    values: [{ label: kind, value: shown }],
    severity: SEVERITY[kind],
  });
}

const withArticle = (kind: PersonalKind): string => `${/^[aeiI]/.test(kind) ? 'an' : 'a'} ${kind}`;
