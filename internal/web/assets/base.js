// What a script adds to pages that work without one: the drawer, keys, menus that close.
(() => {
  'use strict';
  const $ = (s, from = document) => from.querySelector(s);
  const $$ = (s, from = document) => [...from.querySelectorAll(s)];
  const drawer = $('#drawer');
  let opener = null, asking = null;
  document.documentElement.classList.add('js');

  // The foot of every printed page: who printed it, when, of which stage; without a script it stands at the end.
  document.documentElement.style.setProperty('--paper', JSON.stringify($('.paper')?.textContent ?? ''));

  // A list that is shown in parts is printed whole: the page of all of it comes and prints itself.
  if (location.hash === '#print') window.addEventListener('load', () => { history.replaceState(null, '', location.pathname + location.search); window.print(); });

  const say = (text) => { const live = $('#live'); if (live) live.textContent = text; };

  // What opens beside a page stands in its address, so that it can be sent to somebody, and Back goes one step up.
  const beside = (path) => {
    const here = new URL(location.href);
    if (path) here.searchParams.set('pane', path); else here.searchParams.delete('pane');
    return here.pathname + here.search + here.hash;
  };

  function hideDrawer() {
    asking?.abort(); // an answer that is on its way comes too late
    if (!drawer || drawer.hidden) return false;
    drawer.hidden = true;
    drawer.replaceChildren();
    opener?.focus();
    return true;
  }

  function closeDrawer() {
    if (!hideDrawer()) return false;
    if (new URL(location.href).searchParams.has('pane')) history.pushState(null, '', beside(''));
    return true;
  }

  // What may open beside a page: explanations, as the server has them.
  const explains = /^\/y\/\d{4}\/(units|classes)\/[^?#]*\/?explain(\/|\?|$)/;

  // A link to an explanation opens beside the number; the address of the link is the same explanation as a page.
  async function openDrawer(path, push) {
    asking?.abort(); // of two explanations that were asked for the later one counts
    const mine = asking = new AbortController();
    let text;
    try {
      const answer = await fetch(path, { headers: { 'X-Part': 'drawer' }, signal: mine.signal });
      text = answer.ok ? await answer.text() : null;
    } catch {
      text = null;
    }
    if (mine.signal.aborted) return;
    if (text === null) { // a link leads on; what a page of the past had beside it is left out, as the server does
      if (push) location.href = path; else hideDrawer();
      return;
    }
    const page = new DOMParser().parseFromString(text, 'text/html');
    if (push) history.pushState(null, '', beside(path));
    drawer.replaceChildren(...page.body.childNodes);
    drawer.hidden = false;
    drawer.scrollTop = 0;
    drawer.focus();
  }

  window.addEventListener('popstate', () => {
    const path = new URL(location.href).searchParams.get('pane');
    if (path && explains.test(path)) openDrawer(path, false); else hideDrawer();
  });

  document.addEventListener('click', (e) => {
    if (e.defaultPrevented || e.button || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
    const link = e.target.closest('a[data-why]');
    if (link && drawer) {
      e.preventDefault();
      if (!drawer.contains(link)) opener = link;
      openDrawer(link.getAttribute('href'), true);
      return;
    }
    const close = e.target.closest('[data-close]');
    if (close) { e.preventDefault(); closeDrawer(); return; }
    const copy = e.target.closest('[data-copy]');
    if (copy) {
      const from = $('#' + copy.dataset.copy);
      if (from) { from.select(); navigator.clipboard?.writeText(from.value); copy.textContent = copy.dataset.done; say(copy.dataset.done); }
      return;
    }
    const print = e.target.closest('[data-print]');
    if (print) { e.preventDefault(); window.print(); return; }
    for (const d of $$('details.pick[open]')) if (!d.contains(e.target)) d.open = false;
  });

  // One press of a button is one press.
  document.addEventListener('submit', (e) => {
    const form = e.target;
    if (form.dataset.sent) { e.preventDefault(); return; }
    form.dataset.sent = '1';
    setTimeout(() => delete form.dataset.sent, 4000);
  });

  // Keys. Off in fields and while an input method is composing.
  let after = '', timer = 0, reading = false, year = '';
  document.addEventListener('keydown', (e) => {
    if (e.isComposing || e.keyCode === 229) return;
    if (e.key === 'Escape') {
      if (closeDrawer()) e.preventDefault();
      for (const d of $$('details.pick[open]')) d.open = false;
      return;
    }
    const find = $('#find');
    if (e.ctrlKey || e.metaKey) {
      if (e.key === 'k' && !e.altKey) { e.preventDefault(); find?.focus(); find?.select(); }
      return;
    }
    if (e.altKey || document.documentElement.dataset.keys === 'off') return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName) || e.target.isContentEditable) return;
    if (reading && /^[0-9]$/.test(e.key)) {
      year += e.key;
      if (year.length === 4) { reading = false; location.href = `/y/${year}/`; }
      return;
    }
    if (after === 'g') {
      after = '';
      const link = $(`.menu a[data-key="${CSS.escape(e.key)}"]`);
      if (link) { e.preventDefault(); link.click(); }
      return;
    }
    switch (e.key) {
      case 'y': year = ''; reading = true; setTimeout(() => { reading = false; }, 2500); break;
      case 'g': after = 'g'; clearTimeout(timer); timer = setTimeout(() => { after = ''; }, 1500); break;
      case '/': e.preventDefault(); find?.focus(); break;
      case '?': location.href = '/keys'; break;
      case '[': $('#fold')?.click(); break;
      case 'j': case 'k': {
        const rows = $$('tbody tr').filter((tr) => $('a', tr));
        if (!rows.length) break;
        const at = rows.indexOf(document.activeElement.closest?.('tr'));
        const next = rows[Math.max(0, Math.min(rows.length - 1, at + (e.key === 'j' ? 1 : -1)))];
        $('a', next).focus();
        next.scrollIntoView({ block: 'nearest' });
      }
    }
  });

  // Where a table fits beside the menu it needs no frame to scroll in, and its head stays in view while the page scrolls.
  const frames = new ResizeObserver((list) => { for (const { target } of list) target.classList.toggle('fits', target.scrollWidth <= target.clientWidth); });
  const frame = () => { for (const f of $$('.scroll')) frames.observe(f); };
  frame();

  // A part of the page was put in: the program says so to whoever doesn't see it.
  document.addEventListener('htmx:after:swap', (e) => {
    frame();
    const clash = e.detail.ctx.target?.closest?.('.clash');
    if (!clash) { say($('.list .count')?.textContent ?? ''); return; }
    delete clash.previousElementSibling?.dataset.sent; // what was decided wasn't done: it may be decided again
    clash.focus();
  });

  // What nothing was chosen for stays out of the address.
  document.addEventListener('submit', (e) => {
    if (e.target.method !== 'get') return;
    for (const f of e.target.elements) {
      if (f.name && f.value === '' && f.type !== 'hidden') { f.dataset.name = f.name; f.removeAttribute('name'); }
    }
    setTimeout(() => { for (const f of e.target.elements) if (f.dataset.name) { f.name = f.dataset.name; delete f.dataset.name; } });
  }, true);

  // Language and looks change around what somebody has typed: it is there again on the page that comes.
  const place = `typed ${location.pathname}${location.search}`;
  const typed = () => $$('main form [name]').filter((f) => !/^(hidden|file|password|submit|button)$/.test(f.type));
  document.addEventListener('submit', (e) => {
    if (e.target.getAttribute('action') !== '/prefs') return;
    const now = typed().map((f) => [f.name, f.value, f.checked]);
    try { sessionStorage.setItem(place, JSON.stringify(now)); } catch { /* none is kept */ }
  });
  try {
    const kept = JSON.parse(sessionStorage.getItem(place) ?? '[]');
    sessionStorage.removeItem(place);
    const now = typed();
    if (kept.length === now.length && kept.every(([name], i) => now[i].name === name)) {
      kept.forEach(([, value, checked], i) => {
        if (/^(radio|checkbox)$/.test(now[i].type)) now[i].checked = checked; else now[i].value = value;
      });
    }
  } catch { /* storage is forbidden here */ }

  // Rows that are picked are counted on the button that sends them.
  document.addEventListener('change', (e) => {
    const form = e.target.name === 'pick' && e.target.form;
    const button = form && $('[data-picked]', form);
    if (!button) return;
    button.dataset.plain ??= button.textContent;
    const n = form.elements.namedItem('pick');
    const picked = [...(n.length === undefined ? [n] : n)].filter((x) => x.checked).length;
    button.textContent = picked ? button.dataset.picked.replace('%d', picked) : button.dataset.plain;
    button.classList.toggle('primary', picked > 0);
  });

  // Files that are chosen, or dropped where they are asked for, are named.
  for (const place of $$('.files')) {
    const field = $('input[type=file]', place), named = $('output', place);
    if (!field || !named) continue;
    const none = named.textContent;
    const tell = () => { named.textContent = [...field.files].map((f) => f.name).join('、') || none; };
    field.addEventListener('change', tell);
    for (const over of ['dragover', 'dragleave', 'drop']) {
      place.addEventListener(over, (e) => { e.preventDefault(); place.classList.toggle('over', over === 'dragover'); });
    }
    place.addEventListener('drop', (e) => { if (e.dataTransfer.files.length) { field.files = e.dataTransfer.files; tell(); } });
    tell();
  }

  // Choosing is enough where a form says so.
  document.addEventListener('change', (e) => { if (e.target.matches('[data-submit]')) e.target.form.requestSubmit(); });
})();
