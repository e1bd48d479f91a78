/**
 * Texts in CSV that a spreadsheet would take for a formula: an apostrophe is put before them, and taken away again when
 * Waymark reads its own file. A text that has apostrophes before such a sign already gets one more, so that none is lost.
 */
const RISKY = /^'*[=+\-@\t\r]/;
const NEUTRALISED = /^'+[=+\-@\t\r]/;

/** The text as no spreadsheet executes it. */
export const neutraliseCell = (text: string): string => (RISKY.test(text) ? `'${text}` : text);

/** What {@link neutraliseCell} was given. */
export const restoreCell = (text: string): string => (NEUTRALISED.test(text) ? text.slice(1) : text);
