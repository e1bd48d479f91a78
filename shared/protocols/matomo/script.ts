/**
 * What wrappers such as `@jonkoops/matomo-tracker` load to do the sending, `matomo.js`. Matomo's own is on no registry of
 * packages and comes from a Matomo; for pages whose Matomo is this collector, this one has the same door, the queue
 * `window._paq`, and the commands that pages write by hand. It says once of each other command that it does not know it.
 */

/** Runs in any page, so it is written for old browsers and leaves nothing but `window._paq`. */
export const MATOMO_SCRIPT = String.raw`(function () {
  if (window._paq && !window._paq.slice) return;
  var tag = document.currentScript;
  var waiting = window._paq || [];
  var target = tag && tag.src ? tag.src.replace(/\.js(\?.*)?$/, '.php') : '';
  var site = '';
  var user = '';
  var visitor = '';
  var page = {};
  var view = '';
  var dimensions = {};
  var variables = { page: {}, visit: {} };
  var goods = {};
  var product = {};
  var more = [];
  var needsConsent = false;
  var consent = false;
  var held = [];
  var withCookies = true;
  var downloads = /\.(7z|apk|bz2|csv|dmg|docx?|exe|gz|jar|mp[34]|msi|ods|odt|pdf|pptx?|rar|tar|tgz|txt|wav|xlsx?|xml|zip)$/i;
  var unknown = {};

  function cookie(name) {
    var found = ('; ' + document.cookie).split('; ' + name + '=')[1];
    return found === undefined ? '' : found.split(';')[0];
  }
  function setCookie(name, value, seconds) {
    document.cookie = name + '=' + value + '; path=/; SameSite=Lax; max-age=' + seconds;
  }
  function letters(count) {
    var text = '';
    while (text.length < count) text += Math.floor(Math.random() * 16).toString(16);
    return text;
  }
  /** Kept for thirteen months, as Matomo keeps it; without cookies it lives as long as the page. */
  function visitorId() {
    if (!visitor && withCookies) visitor = cookie('_pk_id.' + site).split('.')[0];
    if (!visitor) visitor = letters(16);
    if (withCookies) setCookie('_pk_id.' + site, visitor + '.' + Math.floor(Date.now() / 1000), 33955200);
    return withCookies ? visitor : '';
  }
  function isOut() {
    return cookie('mtm_consent_removed') !== '';
  }

  function send(own) {
    if (isOut()) return;
    if (needsConsent && !consent) {
      held.push(own);
      return;
    }
    var now = new Date();
    var all = {
      idsite: site,
      rec: 1,
      rand: letters(6),
      send_image: 0,
      h: now.getHours(),
      m: now.getMinutes(),
      s: now.getSeconds(),
      url: page.url || location.href,
      urlref: page.referrer === undefined ? document.referrer : page.referrer,
      _id: visitorId(),
      uid: user,
      pv_id: view,
      res: screen.width + 'x' + screen.height,
      cookie: navigator.cookieEnabled ? 1 : 0,
      cvar: filled(variables.page),
      _cvar: filled(variables.visit),
    };
    var part;
    for (part in dimensions) all['dimension' + part] = dimensions[part];
    for (part in own) all[part] = own[part];
    var body = [];
    for (part in all) {
      if (all[part] !== undefined && all[part] !== '') body.push(part + '=' + encodeURIComponent(all[part]));
    }
    // A form, so that no preflight is needed while the page goes away.
    fetch(target, {
      method: 'POST',
      keepalive: true,
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: body.concat(more).join('&'),
    }).catch(function () {});
  }
  function filled(object) {
    return Object.keys(object).length === 0 ? undefined : JSON.stringify(object);
  }
  function cart() {
    return JSON.stringify(
      Object.keys(goods).map(function (sku) {
        return goods[sku];
      }),
    );
  }
  function trackLink(url, type, data) {
    var own = {};
    own[type || 'link'] = url;
    for (var key in data || {}) own[key] = data[key];
    send(own);
  }
  function content(name, piece, where, interaction) {
    send({ c_n: name, c_p: piece || 'Unknown', c_t: where, c_i: interaction });
  }
  function give() {
    consent = true;
    held.splice(0).forEach(send);
  }

  var commands = {
    setTrackerUrl: function (url) { target = url; },
    setSiteId: function (id) { site = String(id); },
    setUserId: function (id) { user = id === undefined || id === null ? '' : String(id); },
    resetUserId: function () { user = ''; },
    setVisitorId: function (id) { visitor = id; },
    setCustomUrl: function (url) { page.url = new URL(url, location.href).href; },
    setReferrerUrl: function (url) { page.referrer = url; },
    setDocumentTitle: function (title) { page.title = title; },
    setCustomDimension: function (id, value) { dimensions[id] = value; },
    deleteCustomDimension: function (id) { delete dimensions[id]; },
    setCustomVariable: function (index, name, value, scope) {
      variables[scope === 'page' ? 'page' : 'visit'][index] = [name, value];
    },
    deleteCustomVariable: function (index, scope) { delete variables[scope === 'page' ? 'page' : 'visit'][index]; },
    appendToTrackingUrl: function (text) { more = text ? [text] : []; },
    trackPageView: function (title, data) {
      view = letters(6);
      var own = { action_name: title || page.title || document.title };
      for (var key in product) own[key] = product[key];
      for (key in data || {}) own[key] = data[key];
      product = {};
      send(own);
    },
    trackEvent: function (category, action, name, value, data) {
      var own = { e_c: category, e_a: action, e_n: name, e_v: value };
      for (var key in data || {}) own[key] = data[key];
      send(own);
    },
    trackSiteSearch: function (keyword, category, count) {
      send({ search: keyword, search_cat: category || undefined, search_count: count === false ? undefined : count });
    },
    trackGoal: function (id, revenue) { send({ idgoal: id, revenue: revenue }); },
    trackLink: trackLink,
    trackContentImpression: function (name, piece, where) { content(name, piece, where); },
    trackContentInteraction: function (interaction, name, piece, where) { content(name, piece, where, interaction); },
    setEcommerceView: function (sku, name, category, price) {
      product = { _pks: sku || undefined, _pkn: name || undefined, _pkc: category || undefined, _pkp: price };
    },
    addEcommerceItem: function (sku, name, category, price, quantity) {
      goods[sku] = [sku, name || '', category || '', price || 0, quantity || 1];
    },
    removeEcommerceItem: function (sku) { delete goods[sku]; },
    clearEcommerceCart: function () { goods = {}; },
    trackEcommerceCartUpdate: function (total) { send({ idgoal: 0, revenue: total, ec_items: cart() }); },
    trackEcommerceOrder: function (id, total, sub, tax, shipping, discount) {
      var off = discount === false ? undefined : discount;
      send({ idgoal: 0, ec_id: id, revenue: total, ec_st: sub, ec_tx: tax, ec_sh: shipping, ec_dt: off, ec_items: cart() });
      goods = {};
    },
    enableLinkTracking: function (wanted) {
      if (wanted === false || commands.isLinked) return;
      commands.isLinked = true;
      document.addEventListener('click', function (event) {
        var link = event.target && event.target.closest ? event.target.closest('a[href]') : null;
        if (!link || !/^https?:$/.test(link.protocol)) return;
        if (downloads.test(link.pathname)) trackLink(link.href, 'download');
        else if (link.hostname !== location.hostname) trackLink(link.href, 'link');
      }, true);
    },
    enableHeartBeatTimer: function (seconds) {
      var since = Date.now();
      addEventListener('visibilitychange', function () {
        var isLong = Date.now() - since >= (seconds || 15) * 1000;
        since = Date.now();
        if (document.visibilityState === 'hidden' && isLong) send({ ping: 1 });
      });
    },
    enableJSErrorTracking: function () {
      addEventListener('error', function (event) {
        send({ e_c: 'JavaScript Errors', e_a: event.filename + ':' + event.lineno, e_n: event.message });
      });
    },
    setDoNotTrack: function (wanted) { if (wanted && navigator.doNotTrack === '1') send = function () {}; },
    disableCookies: function () { withCookies = false; },
    deleteCookies: function () {
      setCookie('_pk_id.' + site, '', 0);
      visitor = '';
    },
    optUserOut: function () { setCookie('mtm_consent_removed', 1, 946080000); },
    forgetUserOptOut: function () { setCookie('mtm_consent_removed', '', 0); },
    requireConsent: function () {
      needsConsent = true;
      consent = cookie('mtm_consent') !== '';
    },
    setConsentGiven: give,
    rememberConsentGiven: function () {
      setCookie('mtm_consent', Date.now(), 946080000);
      give();
    },
    forgetConsentGiven: function () {
      setCookie('mtm_consent', '', 0);
      consent = false;
    },
  };
  // How Matomo's own sends and where it may keep cookies; there is nothing to choose here.
  var settled = /^(set(API|Cookie|Secure|Domains|Request|Session|Visitor|Conversion|Campaign|Link|Download|Ignore)|add(Tracker|Download)|(enable|disable)(Queue|Cross|Always|Performance|Browser|Campaign|File)|alwaysUse)/;
  // Said anywhere in the queue, they hold from its beginning.
  var first = /^(setTrackerUrl|setSiteId|setUserId|setVisitorId|disableCookies|requireConsent|setConsentGiven|setDoNotTrack)$/;

  function run(command) {
    var name = command[0];
    var rest = Array.prototype.slice.call(command, 1);
    try {
      if (typeof name === 'function') name.apply(commands, rest);
      else if (typeof commands[name] === 'function') commands[name].apply(commands, rest);
      else if (!settled.test(name) && !unknown[name]) {
        unknown[name] = true;
        console.info('Waymark’s matomo.js does not know «' + name + '»; load matomo.js from a Matomo to use it.');
      }
    } catch (error) {
      console.error(error);
    }
  }
  commands.getVisitorId = visitorId;
  commands.getUserId = function () { return user; };
  commands.isUserOptedOut = isOut;
  function isFirst(command) {
    return typeof command[0] === 'string' && first.test(command[0]);
  }
  waiting.filter(isFirst).forEach(run);
  waiting.forEach(function (command) {
    if (!isFirst(command)) run(command);
  });
  window._paq = {
    push: function () {
      Array.prototype.forEach.call(arguments, run);
    },
  };
})();
`;
