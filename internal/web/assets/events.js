// One stream of news for all tabs of a browser: the tab that holds the lock opens it and hands on what it hears; when it
// goes, another takes the lock and goes on from the last event. Browsers that can't share have a stream for each page.
(() => {
  'use strict';
  const $ = (s) => document.querySelector(s);
  const log = $('[data-job]'), newer = $('#newer');
  if (!log && !newer) return;
  const name = 'shiji-events';
  const shared = 'BroadcastChannel' in window && navigator.locks;
  const fresh = () => ({ last: '', jobs: {}, marks: null, at: 0 });
  let known = fresh(); // what was heard, whoever heard it
  let whole = false; // known lacks nothing that was said since a stream was first opened
  let channel, source, timer, release, leave;

  // The page is read again after a while, unless there is news before that makes it needless.
  const later = {};
  const readAgain = (why, ms) => { later[why] ??= setTimeout(() => location.reload(), ms); };
  const needless = (why) => { clearTimeout(later[why]); delete later[why]; };

  // A page that was made later than what was heard knows it; one that the browser had kept may not.
  const made = performance.getEntriesByType('navigation')[0]?.type === 'back_forward' ? 0 : performance.timeOrigin;

  // Facts or runs are others than those that the page was made from. Nothing moves: a place beside the title is kept for it.
  function stand() {
    if (!newer || !known.marks || known.at < made) return;
    const mark = known.marks[newer.dataset.of];
    const is = Boolean(mark) && mark !== newer.dataset.mark;
    if (is && !newer.classList.contains('on')) $('#live').textContent = newer.textContent;
    newer.classList.toggle('on', is);
  }

  // A job says how far it is; when it is over the page is read again.
  function work() {
    if (!log) return;
    const said = known.jobs[log.dataset.job];
    if (!said) {
      if (whole && known.marks) readAgain('unheard of', 2000); // it was over before
      return;
    }
    needless('unheard of');
    for (const n of said) {
      if (n.over) { location.reload(); return; }
      if (n.seq <= Number(log.dataset.said)) continue;
      log.dataset.said = n.seq;
      const li = document.createElement('li');
      li.textContent = document.documentElement.lang === 'en' ? n.en : n.zh;
      log.append(li);
      $('#live').textContent = li.textContent;
      if (n.total) $('#job-bar').setAttribute('width', String(Math.round(1000 * n.done / n.total)));
    }
  }

  function hear(n) {
    if (n.down) { if (log) readAgain('down', 8000 + 4000 * Math.random()); return; }
    needless('down');
    if (n.all && !whole) { known = n.all; whole = true; }
    if (n.again) { known = fresh(); if (log) location.reload(); }
    if (n.job?.over) known.jobs[n.job.id] = [n.job]; else if (n.job) (known.jobs[n.job.id] ??= []).push(n.job);
    if (n.marks) { known.marks = n.marks; known.at = n.at; }
    if (n.last && (whole || source)) known.last = n.last;
    stand();
    work();
  }
  const tell = (n) => { channel?.postMessage(n); hear(n); };

  // A stream that breaks off is opened again soon (a tab that goes breaks off its own); one that is refused is asked for
  // later and later, by whichever tab: a minute at most.
  const tries = () => { try { return JSON.parse(localStorage.getItem(name)) ?? { n: 0, until: 0 }; } catch { return { n: 0, until: 0 }; } };
  const tried = (t) => { try { if (t) localStorage.setItem(name, JSON.stringify(t)); else localStorage.removeItem(name); } catch { /* none is kept */ } };
  let n = 0, taken = false;
  function failed() {
    source.close();
    if (taken) { timer = setTimeout(open, 1000 + 1000 * Math.random()); return; }
    n = Math.min(Math.max(n, tries().n) + 1, 6);
    const ms = Math.min(60000, 1000 * 2 ** n) * (0.5 + Math.random() / 2);
    tried({ n, until: Date.now() + ms });
    tell({ down: true });
    timer = setTimeout(open, ms);
  }
  function open() {
    const wait = tries().until - Date.now();
    if (wait > 0 && wait <= 60000) {
      hear({ down: true });
      timer = setTimeout(open, wait);
      return;
    }
    taken = false;
    source = new EventSource('/events' + (known.last ? '?after=' + encodeURIComponent(known.last) : ''));
    const on = (kind, as) => source.addEventListener(kind, (e) => tell({ last: e.lastEventId, ...as(JSON.parse(e.data)) }));
    on('again', () => ({ again: true }));
    on('job', (job) => ({ job }));
    on('state', (marks) => { n = 0; taken = true; tried(null); return { marks, at: Date.now() }; });
    source.addEventListener('state', () => {
      if (whole) return;
      whole = true;
      channel?.postMessage({ all: known });
      work();
    });
    source.onerror = failed;
  }

  // Whoever only looks at a page for a moment opens none.
  const lead = () => { timer = setTimeout(open, log ? 0 : 500); };

  function begin() {
    if (!shared) { lead(); return; }
    channel = new BroadcastChannel(name);
    channel.onmessage = ({ data }) => {
      if (!data.hello) hear(data); else if (release && whole) channel.postMessage({ all: known });
    };
    channel.postMessage({ hello: true });
    leave = new AbortController();
    navigator.locks.request(name, { signal: leave.signal }, () => new Promise((done) => { release = done; lead(); })).catch(() => {});
  }
  function end() {
    clearTimeout(timer);
    Object.keys(later).forEach(needless);
    source?.close();
    release?.();
    leave?.abort();
    channel?.close();
    source = release = channel = undefined;
  }
  addEventListener('pagehide', end);
  addEventListener('pageshow', (e) => { if (e.persisted) { known = fresh(); whole = false; begin(); } });

  // A list that was read again in place is new; the page is, once all its lists are.
  document.addEventListener('htmx:after:swap', () => {
    if (!newer) return;
    const marks = new Set([...document.querySelectorAll('.list[data-mark]')].map((l) => l.dataset.mark));
    if (marks.size === 1) [newer.dataset.mark] = marks;
    stand();
  });
  // The page that is read again is the one that is looked at now, however it was sorted; what was posted isn't sent again.
  const link = newer?.querySelector('a'), asked = link?.getAttribute('href') === location.pathname + location.search;
  link?.addEventListener('click', (e) => { if (asked) { e.preventDefault(); location.reload(); } });
  begin();
})();
