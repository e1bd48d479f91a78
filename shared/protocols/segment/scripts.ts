/**
 * The scripts that pages with Segment's snippet load: the SDK itself and its parts, files of its npm package; whichever
 * version a part is asked for by, there are those of the version that was built in.
 */
import { jsonAnswer, type WireAnswer } from '../wire';

export const SDK_PATH = /^\/analytics\.js\/v1\/[^/]+\/analytics(?:\.min)?\.js$/;
export const PART_PATH = /^\/analytics-next\/bundles\/([\w-]+\.bundle\.[0-9a-f]+\.js)$/;

const MISSING: WireAnswer = jsonAnswer({ error: 'Waymark does not have this script.' }, 404);

/**
 * The SDK takes the host of its own script for that of its settings and parts, but only over HTTPS. Here that is said for
 * it where the page has not, so that the snippet's host is the one thing to change.
 */
const CAME_FROM_HERE = `!function(){var s=document.currentScript,a=s&&window[s.getAttribute("data-global-segment-analytics-key")||"analytics"];if(a&&!a._cdn)a._cdn=s.src.split("/analytics.js/v1/")[0]}();
`;

export const sdkAnswer = (): WireAnswer => ({
  ...MISSING,
  script: 'segment-analytics.js',
  scriptPrelude: CAME_FROM_HERE,
});

export function partAnswer(path: string): WireAnswer {
  const name = PART_PATH.exec(path)?.[1];
  return name === undefined ? MISSING : { ...MISSING, script: name };
}
