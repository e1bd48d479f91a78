/**
 * What SDKs send by themselves, which no plan has to name: events and properties that start with `$`, and those that an
 * SDK adds to every event under plain names. Kept as patterns so that the plan's own schema can say it.
 */

/** A regular expression as JSON Schema has it (ECMA-262, not anchored by itself). */
export const AUTOMATIC_EVENTS = '^\\$';

/** Campaign parameters, click ids, Mixpanel's own, and what decoders keep of a call under its own name. */
export const AUTOMATIC_PROPERTIES =
  '^(\\$|mp_|utm_|(gclid|gclsrc|gbraid|wbraid|dclid|fbclid|msclkid|twclid|ttclid|li_fat_id|igshid|rdt_cid|epik|qclid|sccid|irclid|_kx)$)';

const EVENTS = new RegExp(AUTOMATIC_EVENTS, 'u');
const PROPERTIES = new RegExp(AUTOMATIC_PROPERTIES, 'u');

export const isAutomaticEvent = (event: string): boolean => EVENTS.test(event);
export const isAutomaticProperty = (property: string): boolean => PROPERTIES.test(property);
