// Roles act in turn in a real browser: the main paths, both languages and themes, phone and paper, without a script, and with nothing from elsewhere.
// Screenshots of every page are left in browser/out.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shiji = join(import.meta.dirname, '..', 'bin', 'shiji');
const out = join(import.meta.dirname, 'out');
const work = mkdtempSync(join(tmpdir(), 'shiji-browser-'));
let server, base, browser;

// The pages of the demo district, by the code of the screen.
const pages = [
  ['A1', '/y/2014/'], ['B2', '/plan?year=2014'], ['B2-mid', '/plan?year=2014&view=mid'], ['B2-one', '/plan/P01?year=2014'], ['B3', '/y/2014/scheme'],
  ['B4', '/y/2014/items/A0101'], ['B5', '/y/2014/scheme/diff'], ['B5-tree', '/y/2014/scheme/diff?view=tree'], ['C2', '/y/2014/floors'], ['F5', '/y/2014/runs'], ['F6', '/y/2014/ranking?class=' + encodeURIComponent('街道')],
  ['F6-by', '/y/2014/ranking?by=service&class=' + encodeURIComponent('街道')], ['F7', '/y/2014/units/JD079'], ['F7-why', '/y/2014/units/JD079/explain/A0101'], ['F7-total', '/y/2014/units/JD079/explain/total'],
  ['F9', '/y/2014/scores?light=red'], ['J5', '/y/2014/facts/marks'], ['F6-pane', '/y/2014/ranking?pane=' + encodeURIComponent('/y/2014/units/JD079/explain/total')],
  ['J1', '/units?year=2014'], ['J4', '/y/2014/history?unit=JD079&indicator=A0101'], ['J2', '/imports'], ['J2-one', '/imports/1'], ['A4', '/search?year=2014&q=' + encodeURIComponent('街道')], ['L3', '/keys'], ['404', '/nowhere'],
];

before(async () => {
  mkdirSync(out, { recursive: true });
  server = spawn(shiji, ['demo', '--data', join(work, 'data'), '--addr', '127.0.0.1:0', '--lang', 'en'], { stdio: ['ignore', 'pipe', 'inherit'] });
  base = await new Promise((found, failed) => {
    let text = '';
    server.stdout.on('data', (d) => {
      text += d;
      const m = /(http:\/\/127\.0\.0\.1:\d+)\//.exec(text);
      if (m) found(m[1]);
    });
    server.on('exit', (code) => failed(new Error(`shiji demo ended with ${code}: ${text}`)));
  });
  const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((p) => existsSync(p));
  assert.ok(executablePath, 'chromium is missing: apt-get install chromium fonts-noto-cjk');
  browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-domain-reliability', '--disable-sync', '--no-first-run', '--no-default-browser-check', '--disable-features=OptimizationHints,MediaRouter'],
  });
});

after(async () => {
  await browser?.close();
  server?.removeAllListeners('exit');
  server?.kill('SIGTERM');
  rmSync(work, { recursive: true, force: true });
});

// A person with a browser of their own. Whatever a page complains of, or asks of another host, fails the test.
async function person(t, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on('console', (m) => { if (['error', 'warning'].includes(m.type()) && !/status of (404|409|422)/.test(m.text())) wrong.push(`${page.url()}: ${m.text()}`); });
  page.on('pageerror', (e) => wrong.push(`${page.url()}: ${e}`));
  page.on('request', (r) => { if (!r.url().startsWith(base + '/') && !r.url().startsWith('data:')) wrong.push(`asks ${r.url()}`); });
  t.after(async () => {
    await context.close();
    assert.deepEqual(wrong, []);
  });
  return page;
}

// The day where the district is.
const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);

async function set(page, what) {
  await page.evaluate(() => {}); // the page is there
  if (await page.locator('.rooms').isVisible()) await page.locator('.rooms').click(); // on a phone they stand in the menu
  await page.locator(`.looks button[value="${what}"]:visible`).click();
}

// What a reader of screens, or of faint colours, would stumble over.
async function stumbles(page, where) {
  await page.evaluate(() => Promise.all(document.getAnimations().map((a) => a.finished))); // half faded in is no colour to judge
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
  const serious = found.violations.filter((v) => ['serious', 'critical'].includes(v.impact)).map((v) => `${where}: ${v.id} ${v.nodes.slice(0, 3).map((n) => n.target + ' ' + n.failureSummary).join(' | ')}`);
  return serious;
}

// What sticks out of the page sideways.
async function sticksOut(page, where) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return wide <= 0 ? [] : [`${where} is ${wide} px too wide`];
}

for (const [look, options, prefs] of [
  ['desk', {}, []],
  ['desk-en-dark', { colorScheme: 'dark' }, ['lang=en']],
  ['phone', { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }, []],
]) {
  test(`every page opens, is accessible and fits: ${look}`, async (t) => {
    const page = await person(t, options);
    await page.goto(base + '/');
    for (const p of prefs) await set(page, p);
    const found = [];
    for (const [code, path] of pages) {
      const answer = await page.goto(base + path);
      assert.equal(answer.status(), code === '404' ? 404 : 200, path);
      assert.ok((await page.locator('h1').textContent()).trim(), `${path} has a title`);
      assert.equal(await page.locator('html').getAttribute('lang'), prefs.includes('lang=en') ? 'en' : 'zh-CN', path);
      const [r, g, b] = (await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).match(/\d+/g).map(Number);
      assert.equal(r + g + b < 200, options.colorScheme === 'dark', `${path} is ${look}`);
      found.push(...await sticksOut(page, path));
      found.push(...await stumbles(page, path));
      await page.screenshot({ path: join(out, `${code}-${look}.png`), fullPage: false });
      await page.screenshot({ path: join(out, `${code}-${look}-full.png`), fullPage: true });
    }
    if (look === 'phone') { // the narrowest screen that pages must fit, without scrolling sideways
      await page.setViewportSize({ width: 320, height: 640 });
      for (const [, path] of pages) {
        await page.goto(base + path);
        found.push(...await sticksOut(page, `320 px: ${path}`));
      }
      await set(page, 'large=1');
      for (const [, path] of pages) {
        await page.goto(base + path);
        found.push(...await sticksOut(page, `320 px, large text: ${path}`));
      }
    }
    assert.deepEqual(found, []);
  });
}

test('from the cockpit to the reason: weak cell, unit, why', async (t) => {
  const page = await person(t);
  await page.goto(base + '/');
  await assert.doesNotReject(page.locator('.notice').waitFor());
  await page.locator('.heat .h1 a').first().click();
  assert.equal(await page.locator('body').getAttribute('data-page'), 'F6');
  await page.locator('tbody th a').first().click();
  assert.equal(await page.locator('body').getAttribute('data-page'), 'F7');
  const link = page.locator('#lines tbody tr.l3').first().locator('a.why').first();
  const points = (await link.textContent()).trim();
  const inFull = async (place) => Number((await place.textContent()).trim().split(' ')[0]).toFixed(2);
  await link.click();
  const drawer = page.locator('#drawer');
  await drawer.locator('.big').waitFor();
  assert.equal(await inFull(drawer.locator('.big')), points, 'the table rounds what the reason says in full');
  assert.ok(await drawer.getByText('算式').first().isVisible());
  await page.screenshot({ path: join(out, 'F7-drawer-desk.png') });
  await page.keyboard.press('Escape');
  assert.ok(await drawer.isHidden());
  assert.equal(await page.evaluate(() => document.activeElement.className), 'why', 'focus goes back to the number');
  await page.goto(base + (await link.getAttribute('href')));
  assert.equal(await inFull(page.locator('.explain .big')), points, 'the same as a page');
});

test('from a number to the cell it was read from', async (t) => {
  const page = await person(t);
  await page.goto(base + '/y/2014/units/JD079/explain/A0101');
  await page.locator('.explain .list a').last().click();
  await page.locator('mark').waitFor();
  await page.screenshot({ path: join(out, 'J2-source-desk.png') });
});

test('try a rule with a real unit; what is no number is named and kept', async (t) => {
  const page = await person(t);
  await page.goto(base + '/y/2014/items/A0101?unit=JD079');
  const before = await page.locator('#try .big').textContent();
  await page.locator('#try input[type=text]').last().fill('60');
  await page.getByRole('button', { name: '试算' }).click();
  assert.notEqual(await page.locator('#try .big').textContent(), before);
  await page.locator('#try input[type=text]').last().fill('六十');
  await page.getByRole('button', { name: '试算' }).click();
  assert.ok(await page.getByRole('alert').isVisible());
  assert.equal(await page.locator('#try input[type=text]').last().inputValue(), '六十');
});

test('import a workbook with errors, mend it, import, run, compare, explain, export', async (t) => {
  const page = await person(t);
  const dir = join(work, 'books');
  execFileSync('go', ['run', './internal/web/testbooks', dir], { cwd: join(import.meta.dirname, '..') });
  await page.goto(base + '/imports');
  await page.getByRole('button', { name: '上传并检查' }).click();
  assert.ok(await page.getByRole('alert').isVisible(), 'no file was chosen');
  await page.locator('#files').setInputFiles(join(dir, '三处错误.xlsx'));
  await page.getByRole('button', { name: '上传并检查' }).click();
  await page.getByText('改好后重新上传').waitFor();
  assert.equal(await page.locator('tbody .tag.risk').count(), 3, 'three errors');
  await page.screenshot({ path: join(out, 'J2-errors-desk.png') });
  const [reasons] = await Promise.all([page.waitForEvent('download'), page.getByText('带“错误原因”列的同一工作簿').click()]);
  assert.ok(statSync(await reasons.path()).size > 1000);
  // the rows without errors alone, and back again
  await page.getByRole('button', { name: '只导入有效行' }).click();
  await page.getByText('去计分').waitFor();
  assert.ok(await page.getByText(/[1-3] 行有错误，略过/).first().isVisible());
  await page.getByText('撤销这次导入').click();
  await page.getByRole('button', { name: '撤销', exact: true }).click();
  assert.equal(await page.locator('.stage').textContent(), '已撤销');
  await page.goto(base + '/imports');
  await page.locator('#files').setInputFiles(join(dir, '改正后.xlsx'));
  await page.getByRole('button', { name: '上传并检查' }).click();
  await page.getByRole('button', { name: '确认导入' }).waitFor();
  assert.ok(await page.getByText(/修改 1 ·/).first().isVisible(), 'one value changes');
  assert.equal(await page.locator('tr ins').count(), 1, 'and the page says which');
  await page.screenshot({ path: join(out, 'J2-preview-desk.png') });
  await page.getByRole('button', { name: '确认导入' }).dblclick();
  await page.getByText('去计分').waitFor();
  const imports = await (await page.request.get(base + '/imports')).text();
  assert.equal(imports.match(/2014年度绩效工作簿|改正后/g)?.length > 0 && (imports.match(/<span class="tag ok">已写入/g) ?? []).length, 4, 'pressed twice, recorded once: three years and this one');
  await page.getByText('去计分').click();
  await page.screenshot({ path: join(out, 'F5-behind-desk.png') });
  await page.getByRole('button', { name: '运行计分' }).click();
  await page.waitForURL(/\/runs\/\d+$/);
  assert.ok(await page.getByText('个单位有变化').isVisible());
  await page.screenshot({ path: join(out, 'F5-run-desk.png') });
  await page.locator('table a[data-why]').first().click();
  await page.locator('#drawer .big').waitFor();
  await page.keyboard.press('Escape');
  const [sealed] = await Promise.all([page.waitForEvent('download'), page.getByText('封存文件 run.json').click()]);
  const path = join(work, 'run.json');
  await sealed.saveAs(path);
  assert.match(execFileSync(shiji, ['verify', path, '--lang', 'en'], { encoding: 'utf8' }), /byte for byte/);
  await page.getByRole('button', { name: '定为初评…' }).click();
  await page.getByRole('dialog').getByText('影响：109 个单位').waitFor(); // an act names its size
  await page.getByRole('dialog').getByRole('button', { name: '定为初评' }).click();
  await page.locator('.stage', { hasText: /^初评$/ }).waitFor();
  await page.getByRole('button', { name: '全区结果 .xlsx' }).click();
  const [book] = await Promise.all([page.waitForEvent('download'), page.getByText('下载 2014年度成绩单').click()]);
  assert.ok(statSync(await book.path()).size > 10000);
  // and take the import back
  await page.goto(base + '/imports');
  await page.locator('tbody th a').first().click();
  await page.getByText('撤销这次导入').click();
  await page.getByRole('button', { name: '撤销', exact: true }).click();
  assert.equal(await page.locator('.stage').textContent(), '已撤销');
});

test('a part of a year is replaced, and the page says whose work it takes', async (t) => {
  const page = await person(t);
  const dir = join(work, 'part');
  execFileSync('go', ['run', './internal/web/testbooks', dir], { cwd: join(import.meta.dirname, '..') });
  await page.goto(base + '/imports');
  await page.locator('#files').setInputFiles(join(dir, '改正后.xlsx'));
  await page.getByRole('button', { name: '上传并检查' }).click();
  await page.getByRole('button', { name: '确认导入' }).waitFor();
  const choose = async (unit) => {
    await page.getByText('改一种导入方式').click();
    await page.getByLabel('替换一部分').check();
    await page.locator('select[name="sheet"]').selectOption('actual');
    await page.locator('select[name="unit"]').selectOption(unit);
  };
  await choose('JD079');
  for (const [name, size, what] of [['desk', { width: 1366, height: 768 }], ['desk-dark', { width: 1366, height: 768 }, 'theme=dark'], ['phone', { width: 390, height: 844 }, 'theme=light'], ['phone-english', { width: 390, height: 844 }, 'lang=en']]) {
    await page.setViewportSize(size);
    if (what) {
      await set(page, what);
      await page.locator('details form[action$="/mode"]').evaluate((f) => { f.closest('details').open = true; });
    }
    await page.locator('details form[action$="/mode"]').scrollIntoViewIfNeeded();
    assert.deepEqual([...await sticksOut(page, name), ...await stumbles(page, name)], []);
    await page.screenshot({ path: join(out, `J2-part-${name}.png`) });
  }
  await set(page, 'lang=zh');
  await page.setViewportSize({ width: 1366, height: 768 });
  await choose('JD079');
  await page.getByRole('button', { name: '按所选重新检查' }).click();
  await page.getByText('不在所选的部分').first().waitFor();
  await page.screenshot({ path: join(out, 'J2-part-outside-desk.png') });
  await choose('DQ002');
  await page.getByRole('button', { name: '按所选重新检查' }).click();
  await page.getByRole('button', { name: '确认导入' }).waitFor();
  assert.ok(await page.getByText('单位“').first().isVisible(), 'the part is named');
  await page.screenshot({ path: join(out, 'J2-part-preview-desk.png') });
  await page.getByText('放弃').first().click();
});

test('a number that can mean two things is asked about once, on a phone', async (t) => {
  const page = await person(t, { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  const dir = join(work, 'asked');
  execFileSync('go', ['run', './internal/web/testbooks', dir], { cwd: join(import.meta.dirname, '..') });
  await page.goto(base + '/imports');
  await page.locator('#files').setInputFiles(join(dir, '两种读法.xlsx'));
  await page.getByRole('button', { name: '上传并检查' }).click();
  await page.getByText('请说明这些数怎样读').waitFor();
  const here = page.url();
  assert.deepEqual([...await sticksOut(page, here), ...await stumbles(page, here)], []);
  await page.setViewportSize({ width: 320, height: 640 });
  assert.deepEqual(await sticksOut(page, `${here} at 320`), []);
  await page.locator('#questions').scrollIntoViewIfNeeded();
  await page.screenshot({ path: join(out, 'J2-questions-phone.png') });
  await page.getByLabel('读作 61.5').check();
  await page.getByLabel('确认人').fill('区绩效办');
  await page.getByLabel('理由').fill('已与报送单位核对');
  for (const what of ['lang=en', 'theme=dark', 'lang=zh']) { // nothing typed is lost
    await set(page, what);
    await page.locator(`.looks button[value="${what}"]`).waitFor({ state: 'detached' });
  }
  assert.equal(await page.getByLabel('确认人').inputValue(), '区绩效办');
  assert.equal(await page.getByLabel('理由').inputValue(), '已与报送单位核对');
  assert.ok(await page.getByLabel('读作 61.5').isChecked());
  await page.getByRole('button', { name: '保存并重新检查' }).click();
  await page.getByRole('button', { name: '确认导入' }).waitFor();
  assert.equal(await page.getByText('请说明这些数怎样读').count(), 0, 'asked once');
  await page.getByRole('button', { name: '确认导入' }).click();
  await page.getByText('去计分').waitFor();
  await page.getByText('撤销这次导入').click();
  await page.getByRole('button', { name: '撤销', exact: true }).click();
  assert.equal(await page.locator('.stage').textContent(), '已撤销');
});

test('keys: search, go, fold; none while typing', async (t) => {
  const page = await person(t);
  await page.goto(base + '/');
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await page.waitForURL(/ranking/);
  await page.keyboard.press('/');
  await page.keyboard.type('gu?[');
  await page.waitForTimeout(300);
  assert.match(page.url(), /ranking/, 'keys do nothing while something is typed');
  assert.equal(await page.locator('#find').inputValue(), 'gu?[');
  await page.locator('#find').fill('qsjd'); // the first letters of 青松街道
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: '青松街道办事处' }).click();
  await page.waitForURL(/units\/JD079/);
  await page.goto(base + '/units');
  await page.locator('#find').fill('青松街道办事处'); // called just so: opened at once
  await page.keyboard.press('Enter');
  await page.waitForURL(/units\/JD079/);
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.type('y2013');
  await page.waitForURL(/\/y\/2013\//);
  await page.goBack();
  await page.keyboard.press('[');
  await page.locator('html[data-folded]').waitFor();
  await page.screenshot({ path: join(out, 'F7-folded-desk.png') });
  await page.keyboard.press('[');
  await page.locator('html:not([data-folded])').waitFor();
  await page.goto(base + '/keys');
  await page.getByRole('button', { name: /关闭单键/ }).click();
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.type('gr');
  await page.waitForTimeout(300);
  assert.match(page.url(), /keys/, 'single keys can be switched off');
  await page.keyboard.press('Control+k');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'find');
});

test('every table goes along as a workbook, every chart as figures', async (t) => {
  const page = await person(t);
  for (const path of ['/y/2014/', '/y/2014/ranking', '/y/2014/units/JD079', '/plan/P01?year=2014']) {
    await page.goto(base + path);
    const [book] = await Promise.all([page.waitForEvent('download'), page.getByText('本页 .xlsx').click()]);
    assert.ok(statSync(await book.path()).size > 3000, path);
    const [figures] = await Promise.all([page.waitForEvent('download'), page.getByText('.csv', { exact: true }).first().click()]);
    assert.ok(readFileSync(await figures.path(), 'utf8').split('\n').length > 3, path);
  }
});

test('a list is sorted, filtered and turned in place, and Back undoes each step', async (t) => {
  const page = await person(t);
  await page.goto(base + '/y/2014/scores?light=red');
  const all = await page.locator('.count').getAttribute('data-count');
  await page.evaluate(() => { window.same = true; window.scrollTo(0, 150); });
  const head = page.locator('th a.sort', { hasText: '失分' });
  await head.focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/sort=-lost/);
  await page.locator('th[aria-sort=descending]').waitFor();
  assert.deepEqual(await page.evaluate(() => [window.same, scrollY, document.activeElement.textContent]), [true, 150, '失分'], 'the same page, at the same place, with the same focus');
  await page.locator('.pages a').nth(1).click();
  await page.waitForURL(/p=2/);
  assert.equal(await page.locator('.pages [aria-current]').textContent(), '2');
  await page.locator('select[name=class]').selectOption('街道');
  await page.waitForURL(/class=/);
  const fewer = await page.locator('.count').getAttribute('data-count');
  assert.ok(Number(fewer) < Number(all));
  assert.doesNotMatch(page.url(), /indicator=|q=|[?&]p=/, 'what nobody chose stays out of the address');
  await page.locator('td a.why').first().click();
  await page.waitForURL(/pane=/);
  const way = page.locator('#drawer .way');
  await way.locator('a').first().click();
  await page.locator('#drawer .parts').waitFor();
  await page.goBack();
  await page.waitForFunction(() => document.querySelectorAll('#drawer .way a').length > 1);
  await page.goBack();
  await page.waitForFunction(() => document.querySelector('#drawer').hidden);
  assert.equal(await page.locator('.count').getAttribute('data-count'), fewer, 'the list is as it was');
  await page.goBack();
  await page.waitForFunction((n) => document.querySelector('.count')?.dataset.count === n, all);
  assert.ok(await page.evaluate(() => window.same), 'nothing was loaded anew');
  await page.locator('tbody input[type=checkbox]').first().check();
  await page.getByRole('button', { name: '导出所选 1 行' }).waitFor();
});

test('on a phone a leader finds the worst red target, its reason and its loss in three taps', async (t) => {
  const page = await person(t, { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  await page.goto(base + '/');
  await page.locator('.figure a[data-figure]').first().tap(); // the red lights
  await page.locator('body[data-page=F9]').waitFor(); // a tap doesn't wait for the page that it leads to
  const card = page.locator('.cards tbody tr').first();
  assert.equal(await card.locator('td.decides[data-head=失分]').count(), 1, 'the loss is in the head of its card');
  await card.locator('td.decides a.why').first().tap(); // why
  await page.locator('#drawer .big').waitFor();
  assert.ok(await page.locator('#drawer').getByText('算式').first().isVisible());
  await page.screenshot({ path: join(out, 'F9-why-phone.png') });
  await page.goBack();
  await page.waitForFunction(() => document.querySelector('#drawer').hidden);
});

test('from a number to all its versions; another day, another run, and back', async (t) => {
  const page = await person(t);
  await page.goto(base + '/y/2014/units/JD079/explain/A0101');
  await page.getByText('数据沿革').click();
  assert.equal(await page.locator('body').getAttribute('data-page'), 'J4');
  assert.ok(await page.getByText('新增').first().isVisible());
  await page.goto(base + '/y/2014/units/JD079');
  await page.locator('#asof').fill(today);
  await page.locator('.foot button').click();
  await page.locator('a.why').first().click();
  await page.locator('#drawer').getByText('作为页面打开').click();
  assert.match(page.url(), new RegExp(`asof=${today}`), 'an explanation of the same day');
  await page.getByText('看现在').click();
  assert.doesNotMatch(page.url(), /asof/);
});

test('pages keep to a class, and recent pages close one by one', async (t) => {
  const page = await person(t);
  await page.goto(base + '/y/2014/');
  await page.locator('.pick').nth(1).locator('summary').click();
  await page.locator('.pick a', { hasText: '街道' }).click();
  assert.equal(await page.locator('.heat tbody tr').count(), 1);
  await page.screenshot({ path: join(out, 'A1-scope-desk.png') });
  await page.locator('.menu a', { hasText: '排名等次' }).click();
  assert.equal(await page.locator('.tabs [aria-current]').textContent(), '街道');
  assert.match(page.url(), /scope=/, 'an address that can be sent to somebody');
  await page.locator('.pick').nth(1).locator('summary').click();
  await page.locator('.pick a', { hasText: '全区' }).click();
  await page.goto(base + '/units?year=2014');
  const before = await page.locator('.strip a').count();
  await page.locator('.strip .one button').first().click();
  assert.equal(await page.locator('.strip a').count(), before - 1);
});

// Streams of news that a server has open, by its metrics.
async function streams(metrics) {
  return Number(/^shiji_streams (\d+)$/m.exec(await (await fetch(metrics)).text())[1]);
}

// Waits until something is so.
async function until(what, so) {
  for (let i = 0; i < 100; i++) {
    if (await so()) return;
    await new Promise((r) => setTimeout(r, 100));
  }
  assert.fail(`never: ${what}`);
}

test('one stream for all tabs; the tab that leads goes, another goes on; pages that are older than the facts say so', async (t) => {
  // a server of its own, which says how many streams it has open
  const data = join(work, 'streams');
  execFileSync(shiji, ['demo', '--data', data, '--load-only'], { stdio: 'ignore' });
  const own = spawn(shiji, ['serve', '--data', data, '--addr', '127.0.0.1:0', '--metrics', '127.0.0.1:18471', '--lang', 'en'], { stdio: ['ignore', 'pipe', 'ignore'] });
  t.after(() => own.kill('SIGTERM'));
  const at = await new Promise((found) => {
    let text = '';
    own.stdout.on('data', (d) => { text += d; const m = /(http:\/\/127\.0\.0\.1:\d+)\//.exec(text); if (m) found(m[1]); });
  });
  const metrics = 'http://127.0.0.1:18471/metrics';
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
  t.after(() => context.close());
  const [one, two, three] = [await context.newPage(), await context.newPage(), await context.newPage()];
  const asked = [];
  context.on('request', (r) => { if (new URL(r.url()).pathname === '/events') asked.push(r.url().replace(at, '')); });
  const wrong = [];
  for (const p of [one, two, three]) p.on('console', (m) => { if (['error', 'warning'].includes(m.type())) wrong.push(m.text()); });
  await one.goto(at + '/y/2014/ranking');
  await until('one tab has a stream', async () => await streams(metrics) === 1);
  await two.goto(at + '/y/2014/scores');
  await three.goto(at + '/y/2013/ranking');
  await two.waitForTimeout(1500);
  assert.equal(await streams(metrics), 1, 'three tabs have one');
  assert.deepEqual(asked, ['/events']);
  assert.equal(await two.locator('#newer').isVisible(), false);
  // the leading tab closes
  await one.close();
  await until('another tab goes on', async () => asked.length === 2);
  assert.match(asked[1], /^\/events\?after=\d+$/);
  await two.waitForTimeout(500);
  assert.equal(await streams(metrics), 1);
  assert.equal(await three.locator('#newer').isVisible(), false, 'nothing is newer');
  // somebody imports; who does so isn't told, nor is another year, and nothing moves
  const dir = join(work, 'news');
  execFileSync('go', ['run', './internal/web/testbooks', dir], { cwd: join(import.meta.dirname, '..') });
  const four = await context.newPage();
  await four.goto(at + '/imports');
  await four.locator('#files').setInputFiles(join(dir, '改正后.xlsx'));
  await four.getByRole('button', { name: '上传并检查' }).click();
  await four.getByRole('button', { name: '确认导入' }).waitFor();
  const place = () => two.evaluate(() => JSON.stringify([...document.querySelectorAll('#main *')].map((e) => { const b = e.getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; })));
  const before = await place();
  await four.getByRole('button', { name: '确认导入' }).click();
  await four.getByText('去计分').waitFor();
  await two.locator('#newer.on').waitFor();
  assert.equal((await two.locator('#newer').textContent()).trim().replace(/\s+/g, ' '), '有更新 刷新');
  assert.equal(await place(), before, 'nothing moves');
  await two.screenshot({ path: join(out, 'F9-newer-desk.png') });
  assert.equal(await three.locator('#newer').isVisible(), false, 'another year');
  await four.waitForTimeout(1000);
  assert.equal(await four.locator('#newer').isVisible(), false, 'whoever imports');
  assert.equal(await streams(metrics), 1);
  // a list that is read again in place is new; so is a page
  await two.locator('th a.sort').first().click();
  await two.locator('#newer:not(.on)').waitFor({ state: 'attached' });
  // a job is followed by the same stream, and its page is read again when it is over
  await four.getByText('去计分').click();
  await four.getByRole('button', { name: '运行计分' }).click();
  await four.waitForURL(/\/runs\/\d+$/);
  await two.locator('#newer.on').waitFor();
  await two.locator('#newer a').click();
  await two.locator('#newer:not(.on)').waitFor({ state: 'attached' });
  await until('a tab goes on', async () => await streams(metrics) === 1);
  assert.equal(await two.locator('#newer').isVisible(), false);
  assert.deepEqual(wrong, []);
});

test('a stream that is refused is asked for later and later, and pages work', async (t) => {
  const page = await person(t);
  let asked = 0;
  await page.route((u) => u.pathname === '/events', (route) => { asked++; route.fulfill({ status: 503, body: '' }); });
  page.removeAllListeners('console'); // the browser complains of each refusal
  await page.goto(base + '/y/2014/ranking');
  await page.waitForTimeout(9000);
  assert.ok(asked >= 2 && asked <= 5, `asked ${asked} times in 9 seconds`);
  const then = asked;
  for (let i = 0; i < 5; i++) await page.reload(); // other pages don't begin anew
  await page.waitForTimeout(1000);
  assert.ok(asked <= then + 1, `asked ${asked - then} times more`);
  await page.goto(base + '/y/2012/runs');
  await page.getByRole('button', { name: '运行计分' }).click();
  await page.waitForURL(/\/y\/2012\/runs\/\d+$/, { timeout: 40000 });
});

test('a decision that met another one is answered in place: focus goes there, and what was typed stays', async (t) => {
  const page = await person(t);
  const settle = async (p, n) => {
    await p.goto(base + '/y/2013/runs');
    await p.locator('#list-runs tbody tr').nth(n).locator('a').first().click();
    return p.url();
  };
  for (let i = 0; i < 2; i++) {
    await page.goto(base + '/y/2013/runs');
    await page.getByRole('button', { name: '运行计分' }).click();
    await page.waitForURL(/\/runs\/\d+$/);
  }
  const other = await page.context().newPage();
  const mine = await settle(page, 0), theirs = await settle(other, 1);
  await page.locator('#find').fill('街道'); // typed elsewhere on the page
  const press = async (p) => {
    await p.getByRole('button', { name: '定为初评…' }).click();
    await p.getByRole('dialog').getByRole('button', { name: '定为初评' }).click();
  };
  await press(other);
  await other.locator('.stage', { hasText: /^初评$/ }).waitFor();
  await press(page);
  await page.locator('.clash').getByText('没有改动').waitFor();
  assert.equal(page.url(), mine);
  assert.equal(await page.evaluate(() => document.activeElement.className), 'clash');
  assert.equal(await page.locator('.clash').first().getAttribute('role'), 'alert');
  assert.equal(await page.locator('#find').inputValue(), '街道');
  assert.match(await page.locator('.clash').first().textContent(), new RegExp(`已把计分 ${theirs.split('/').pop()} 定为初评`));
  assert.deepEqual(await stumbles(page, 'a clash'), []);
  await page.screenshot({ path: join(out, 'F5-clash-desk.png') });
  await page.getByRole('button', { name: '仍把' }).click();
  await page.locator('.stage', { hasText: /^初评$/ }).waitFor();
  // an import that was dropped meanwhile, with a box that was ticked
  const dir = join(work, 'clash');
  execFileSync('go', ['run', './internal/web/testbooks', dir], { cwd: join(import.meta.dirname, '..') });
  await page.goto(base + '/imports');
  await page.locator('#files').setInputFiles(join(dir, '改正后.xlsx'));
  await page.getByRole('button', { name: '上传并检查' }).click();
  await page.getByRole('button', { name: '确认导入' }).waitFor();
  await other.goto(page.url());
  await other.getByRole('button', { name: '放弃' }).click();
  await other.waitForURL(/\/imports$/);
  await page.getByRole('button', { name: '确认导入' }).click();
  await page.locator('.clash').getByText('放弃了这次导入').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.className), 'clash');
  assert.ok(await page.getByRole('button', { name: '确认导入' }).isVisible(), 'the page is as it was');
});

test('without a script every page reads, a job shows how far it is', async (t) => {
  const page = await person(t, { javaScriptEnabled: false });
  for (const [code, path] of pages) {
    const answer = await page.goto(base + path);
    assert.equal(answer.status(), code === '404' ? 404 : 200, path);
  }
  await page.goto(base + '/y/2014/units/JD079');
  await page.locator('a.why').first().click();
  assert.match(page.url(), /explain/);
  await page.goto(base + '/y/2012/runs');
  await page.getByRole('button', { name: '运行计分' }).click();
  assert.match(page.url(), /\/(jobs|y\/2012\/runs)\//);
});

test('print: ranking and scorecard', async (t) => {
  const page = await person(t);
  let trials = 0;
  await page.goto(base + '/y/2013/runs');
  await page.getByRole('button', { name: '运行计分' }).click();
  await page.waitForURL(/\/runs\/\d+/);
  const trial = ['trial', '/y/2013/ranking?run=' + /\d+$/.exec(new URL(page.url()).pathname)[0]];
  for (const [code, path] of [trial, ...pages].filter(([c]) => ['trial', 'A1', 'B2', 'B3', 'B4', 'C2', 'F6', 'F7', 'F7-why', 'F9', 'J1'].includes(c))) {
    await page.goto(base + path);
    await page.emulateMedia({ media: 'print' });
    assert.ok(await page.locator('.menu').isHidden(), 'the menu is not printed');
    assert.deepEqual(await page.locator('button, input, select, .btn, .listbar, .crumbs').evaluateAll((all) => all.filter((e) => e.checkVisibility()).map((e) => e.outerHTML)), [], `${code} prints controls`);
    assert.match(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--paper')), /打印人 .*打印时间 \d{4}-/, 'the foot of every page says who printed it and when');
    const stage = await page.locator('body').getAttribute('data-stage');
    assert.equal(await page.locator('.watermark').isVisible(), /试算|实时/.test(stage), `a trial says so across ${code}: ${stage}`);
    trials += /试算|实时/.test(stage);
    assert.deepEqual(await page.locator('.heat td').evaluateAll((all) => all.map((e) => getComputedStyle(e).backgroundColor).filter((c) => c !== 'rgba(0, 0, 0, 0)')), [], 'dark text on white');
    await page.pdf({ path: join(out, `${code}.pdf`), preferCSSPageSize: true });
    assert.ok(statSync(join(out, `${code}.pdf`)).size > 10000);
    await page.emulateMedia({ media: 'screen' });
  }
  assert.ok(trials > 0, 'a trial was printed');
});

test('a page that the browser keeps is the page, whatever was looked at meanwhile', async (t) => {
  const page = await person(t);
  await page.goto(base + '/y/2014/units/JD079');
  const why = page.locator('a[href*="/explain/A0101"]').first();
  const path = await why.getAttribute('href');
  await why.click();
  await page.locator('#drawer .big').waitFor(); // the browser keeps this part under the address of the page
  await page.goto(base + path);
  assert.ok(await page.locator('nav').first().isVisible(), 'the page, not its part');
  await page.goBack();
  assert.ok((await page.locator('h1').textContent()).includes('成绩单'));
  await page.goForward();
  assert.ok(await page.locator('nav').first().isVisible(), 'the page again');
  await page.context().addCookies([{ name: 'shiji_prefs', value: 'lang=en', url: base }]);
  await page.goBack();
  await page.reload();
  assert.ok((await page.locator('h1').textContent()).includes('Scorecard'), 'in the language that was chosen since');
});

test('a page of another site can do nothing', async () => {
  const answer = await fetch(base + '/y/2014/runs', { method: 'POST', headers: { 'Sec-Fetch-Site': 'cross-site' }, redirect: 'manual' });
  assert.equal(answer.status, 403);
  for (const path of ['/', '/y/2014/ranking', '/nowhere', '/assets/nothing.css']) {
    const h = (await fetch(base + path)).headers;
    assert.match(h.get('content-security-policy'), /default-src 'none'/, path);
    assert.equal(h.get('x-content-type-options'), 'nosniff', path);
    const kept = path.startsWith('/y/') || path === '/'; // a page, which is asked about each time
    assert.equal(h.get('cache-control'), kept ? 'private, no-cache' : 'no-store', path);
    assert.equal(h.get('access-control-allow-origin'), null, path);
  }
});
