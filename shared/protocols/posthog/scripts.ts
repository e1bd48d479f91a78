/**
 * The scripts that the browser SDK loads when it needs them: recorder, surveys, web vitals and others. They are files of
 * its npm package; whichever version asks, it gets the one that was built in.
 */
import { jsonAnswer, type WireAnswer } from '../wire';

/** Not part of the package, and nothing to show without PostHog: the SDK finds no toolbar in it and says so. */
const TOOLBAR = 'toolbar.js';

/** `/static/NAME.js`, in versions of 2025 and later `/static/VERSION/NAME.js`. */
const SCRIPT = /^\/static\/(?:\d+(?:\.\d+)*[\w.-]*\/)?([a-z][\w-]*(?:\.[\w-]+)*\.js)$/;

export function scriptAnswer(path: string): WireAnswer {
  const name = SCRIPT.exec(path)?.[1];
  if (name === TOOLBAR) {
    return {
      status: 200,
      contentType: 'text/javascript; charset=utf-8',
      body: '/* Waymark has no PostHog toolbar. */',
    };
  }
  const missing = jsonAnswer({ detail: 'Waymark does not have this script.' }, 404);
  return name === undefined ? missing : { ...missing, script: name };
}
