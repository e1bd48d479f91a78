/**
 * What `@vercel/analytics` loads to do the sending. Vercel's own script is not on npm and not ours to serve; this one
 * has the same doors: the queue `window.vaq`, the function `window.va`, and the settings on its own tag.
 */

/** Runs in any page, so it is written for old browsers, throws nothing into it and leaves nothing but `window.va`. */
export const VERCEL_SCRIPT = `(function () {
  var tag = document.currentScript;
  if (!tag || window.vai) return;
  window.vai = true;
  var settings = tag.dataset;
  var here = tag.src.replace(/\\/[^\\/]*$/, '');
  var base = (settings.endpoint || here).replace(/\\/$/, '');
  var beforeSend;
  var lastPath;

  function send(kind, url, more) {
    var event = { type: kind === 'view' ? 'pageview' : 'event', url: url };
    if (typeof beforeSend === 'function') {
      var kept;
      try {
        kept = beforeSend(event);
      } catch (error) {
        console.error('[Vercel Web Analytics] beforeSend failed; nothing was sent.', error);
        return;
      }
      if (!kept) return;
      event = kept;
    }
    var body = { o: event.url, ts: Date.now(), sv: 'waymark', sdkn: settings.sdkn, sdkv: settings.sdkv };
    for (var key in more) if (more[key] !== undefined) body[key] = more[key];
    var target = (kind === 'view' ? settings.viewEndpoint : settings.eventEndpoint) || base + '/' + kind;
    // As text, so that no preflight is needed while the page goes away.
    fetch(target, {
      method: 'POST',
      keepalive: true,
      headers: { 'content-type': 'text/plain;charset=UTF-8' },
      body: JSON.stringify(body),
    }).catch(function () {});
  }

  function referrer() {
    var own = document.referrer.indexOf(location.origin + '/') === 0 || document.referrer === location.origin;
    return own ? '' : document.referrer;
  }

  function view(options) {
    var path = options && options.path;
    var url = typeof path === 'string' ? location.origin + path : location.href;
    var route = options && options.route ? options.route : undefined;
    send('view', url, { r: lastPath === undefined ? referrer() : '', dp: route, t: document.title || undefined });
    lastPath = typeof path === 'string' ? path : location.pathname;
  }

  function run(name, argument) {
    if (name === 'beforeSend') beforeSend = argument;
    else if (name === 'pageview') view(argument);
    else if (name === 'event' && argument && argument.name) {
      var flags = argument.options && argument.options.flags;
      send('event', location.href, { r: '', en: argument.name, ed: argument.data, f: flags });
    }
  }

  var waiting = window.vaq || [];
  window.va = run;
  window.vaq = [];
  function settle(name) {
    for (var i = 0; i < waiting.length; i++) if ((waiting[i][0] === 'beforeSend') === name) run(waiting[i][0], waiting[i][1]);
  }
  // It may say no to what comes first.
  settle(true);

  if (!settings.disableAutoTrack) {
    view();
    var changed = function () {
      if (location.pathname !== lastPath) view();
    };
    ['pushState', 'replaceState'].forEach(function (name) {
      var original = history[name];
      history[name] = function () {
        var result = original.apply(this, arguments);
        changed();
        return result;
      };
    });
    addEventListener('popstate', changed);
  }
  settle(false);
})();
`;
