// What a reader does with the page of a review: filters, pictures, keyboard, paper.
import { type Manifest, toYaml } from 'manifest-review/manifests';
import type { Browser, Page } from 'playwright-core';
import { verdicts } from '../../packages/manifest-review/review/types';
import { accessibility, launch, withPage } from './browser';
import { profile, type Reviewed, reviewed, upgrade } from './reviews';

let browser: Browser;
let reviews: Record<'upgrade' | 'profile', Reviewed>;
beforeAll(async () => {
  browser = await launch();
  reviews = { upgrade: await upgrade(), profile: await profile() };
});
afterAll(() => browser.close());

const rows = (page: Page) => page.locator('#list > li');
const viewBox = (page: Page): Promise<number[]> =>
  page.evaluate<number[]>('document.querySelector("figure svg").getAttribute("viewBox").split(" ").map(Number)');
const keys = (page: Page): Promise<string[]> => page.locator('#list .key').allTextContents();
const colour = (page: Page, selector: string, property: string): Promise<string> =>
  page.evaluate<string>(`getComputedStyle(document.querySelector(${JSON.stringify(selector)}))[${JSON.stringify(property)}]`);
/** Waits for what the page does by itself; the page's own policy allows no evaluation from within it. */
const until = async (page: Page, expression: string): Promise<void> => {
  const deadline = Date.now() + 30_000;
  while (!(await page.evaluate<boolean>(expression))) {
    if (Date.now() > deadline) throw new Error(`never true: ${expression}`);
    await page.waitForTimeout(50);
  }
};
/** All rows are made once the end of the list was in sight. */
const scrollThrough = (page: Page): Promise<void> =>
  until(page, 'scrollTo(0, document.body.scrollHeight), document.querySelector("#more").hidden');

describe.each(['upgrade', 'profile'] as const)('the page of %s', (name) => {
  test('shows what the review counts, and every object worst first', async () => {
    const { review, html } = reviews[name];
    await withPage(browser, html, {}, async (page) => {
      expect(await page.locator('.counts b').allTextContents()).toEqual(verdicts.map((verdict) => String(review.summary.counts[verdict])));
      expect(await page.locator('.verdict-filter .count').allTextContents()).toEqual(
        verdicts.map((verdict) => String(review.summary.counts[verdict])),
      );
      await scrollThrough(page);
      expect(await keys(page)).toEqual(review.objects.map(({ key }) => key));
      expect(await page.locator('#shown').textContent()).toBe(`All ${review.objects.length} objects`);
    });
  });

  test.each(['light', 'dark'] as const)('is accessible in the %s theme, objects open', async (colorScheme) => {
    await withPage(browser, reviews[name].html, { colorScheme }, async (page) => {
      for (const index of [0, 1, 2]) await rows(page).nth(index).locator('summary').click();
      await rows(page).nth(2).locator('.diff').waitFor();
      await page.locator('.verdict-filter:enabled').first().click();
      await page.locator('.verdict-filter:enabled').first().click();
      await rows(page).first().locator('summary').click();
      expect(await accessibility(page)).toEqual([]);
    });
  });

  test('old and new beside each other are the two manifests, line by line', async () => {
    const { review, html } = reviews[name];
    await withPage(browser, html, {}, async (page) => {
      for (const change of ['changed', 'added', 'removed']) {
        const index = review.objects.findIndex((object) => object.change === change);
        const object = review.objects[index];
        if (object === undefined) throw new Error(`nothing ${change}`);
        await page.evaluate(`location.hash = "#object=" + encodeURIComponent(${JSON.stringify(object.key)})`);
        await until(
          page,
          `document.querySelector("#list .key").textContent === ${JSON.stringify(object.key)} && document.querySelector(".diff") !== null`,
        );
        while ((await page.locator('.fold button').count()) > 0) await page.locator('.fold button').first().click();
        const side = (column: number): Promise<string> =>
          page.evaluate<string>(
            `[...document.querySelectorAll(".diff tbody tr")].map((row) => row.children[${column}].querySelector("code")).filter(Boolean).map((code) => code.textContent + "\\n").join("")`,
          );
        const yaml = (manifest: Manifest | undefined) => (manifest === undefined ? '' : toYaml([manifest]));
        expect([await side(1), await side(3)]).toEqual([yaml(object.old), yaml(object.new)]);
      }
    });
  });
});

describe('filters', () => {
  test('by verdict, one or several, and back', async () => {
    const { review, html } = reviews.upgrade;
    const of = (...wanted: string[]) => review.objects.filter(({ verdict }) => wanted.includes(verdict)).map(({ key }) => key);
    await withPage(browser, html, {}, async (page) => {
      const button = (verdict: string) => page.locator(`.verdict-filter[data-verdict="${verdict}"]`);
      await button('outage').click();
      expect(await keys(page)).toEqual(of('outage'));
      expect(await button('outage').getAttribute('aria-pressed')).toBe('true');
      expect(new URL(page.url()).hash).toBe('#verdict=outage');
      await button('restart').click();
      expect(await keys(page)).toEqual(of('outage', 'restart'));
      expect(await page.locator('#shown').textContent()).toBe(`${of('outage', 'restart').length} of ${review.objects.length} objects`);
      await button('outage').click();
      expect(await keys(page)).toEqual(of('restart'));
      await button('restart').click();
      expect(await page.locator('#shown').textContent()).toBe(`All ${review.objects.length} objects`);
      expect(new URL(page.url()).hash).toBe('');
      expect(await page.locator('.verdict-filter:disabled').count()).toBe(
        verdicts.filter((verdict) => review.summary.counts[verdict] === 0).length,
      );
    });
  });

  test('by component and by text, together, and all again', async () => {
    const { review, html } = reviews.upgrade;
    const web = review.objects.filter(({ component }) => component === 'web').map(({ key }) => key);
    await withPage(browser, html, {}, async (page) => {
      await page.locator('#component').selectOption('web');
      expect(await keys(page)).toEqual(web);
      expect(await page.locator('#list details[open]').count()).toBe(0);
      await page.locator('#text').fill('DEPLOYMENT/');
      expect(await keys(page)).toEqual(web.filter((key) => key.startsWith('Deployment/')));
      await page.locator('#text').fill('no such words');
      expect(await keys(page)).toEqual([]);
      await page.locator('#clear').click();
      expect(await page.locator('#shown').textContent()).toBe(`All ${review.objects.length} objects`);
      expect(await page.locator('#component').inputValue()).toBe('');
      expect(await page.locator('#clear').isHidden()).toBe(true);
    });
  });

  test('from the address, which leads to an object and back', async () => {
    const { review, html } = reviews.profile;
    const [first] = review.objects;
    if (first === undefined) throw new Error('nothing changed');
    await withPage(browser, html, { hash: '#component=web&verdict=restart' }, async (page) => {
      expect(await keys(page)).toEqual(
        review.objects.filter(({ component, verdict }) => component === 'web' && verdict === 'restart').map(({ key }) => key),
      );
      expect(await page.locator('#component').inputValue()).toBe('web');
      await page.locator('#list .link a').first().click();
      await until(page, 'document.querySelectorAll("#list > li").length === 1');
      expect(await page.locator('#list details[open]').count()).toBe(1);
      await page.goBack();
      await until(page, 'document.querySelector("#component").value === "web"');
      await page.locator('.counts a').last().click();
      await until(page, 'document.querySelector("#component").value === ""');
      expect(await page.locator('.verdict-filter[aria-pressed="true"]').count()).toBe(1);
    });
  });
});

describe('the picture', () => {
  test('colours what is touched, says how, and leads to its objects', async () => {
    const { review, html } = reviews.profile;
    await withPage(browser, html, {}, async (page) => {
      const worker = page.locator('figure .node.touched', { hasText: 'taskworker' }).first();
      expect(await worker.getAttribute('class')).toContain('outage');
      expect((await worker.locator('text').allTextContents()).join(' ')).toContain('outage');
      const [touched, calm] = await Promise.all([
        colour(page, '.node.outage path', 'stroke'),
        page.evaluate<string>('getComputedStyle(document.querySelector("figure .node:not(.touched) path")).stroke'),
      ]);
      expect(touched).not.toBe(calm);
      await worker.locator('a').click();
      await until(page, 'document.activeElement.tagName === "SUMMARY"');
      expect(await keys(page)).toEqual(review.objects.filter(({ component }) => component === 'taskworker').map(({ key }) => key));
      expect(await rows(page).first().locator('details').getAttribute('open')).not.toBeNull();
      await rows(page).first().locator('.diff').waitFor();
      await until(page, 'Math.abs(document.querySelector("#objects").getBoundingClientRect().top) < 2');
    });
  });

  test('moves and zooms by mouse, wheel, buttons and keys', async () => {
    await withPage(browser, reviews.profile.html, {}, async (page) => {
      const canvas = page.locator('.canvas');
      await canvas.scrollIntoViewIfNeeded();
      const all = await viewBox(page);
      const worker = page.locator('figure .node.touched').first();
      await worker.scrollIntoViewIfNeeded();
      const at = await worker.boundingBox();
      if (at === null) throw new Error('no part');

      // A drag that begins on a part moves the picture and follows no link.
      await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2);
      await page.mouse.down();
      await page.mouse.move(at.x + at.width / 2 - 60, at.y + at.height / 2 - 30, { steps: 4 });
      await page.mouse.up();
      const moved = await viewBox(page);
      expect(moved[0]).toBeGreaterThan(all[0] ?? 0);
      expect(moved[1]).toBeGreaterThan(all[1] ?? 0);
      expect(moved.slice(2)).toEqual(all.slice(2));
      expect(new URL(page.url()).hash).toBe('');

      await page.locator('[data-zoom="in"]').click();
      expect((await viewBox(page))[2]).toBeCloseTo((all[2] ?? 0) * 0.8);
      await page.locator('[data-zoom="all"]').click();
      expect(await viewBox(page)).toEqual(all);

      await canvas.hover();
      await page.mouse.wheel(0, 50);
      expect(await viewBox(page)).toEqual(all);
      await page.keyboard.down('Control');
      await page.mouse.wheel(0, -50);
      await page.keyboard.up('Control');
      await until(page, `document.querySelector("figure svg").viewBox.baseVal.width < ${all[2]}`);

      await canvas.focus();
      await page.keyboard.press('0');
      expect(await viewBox(page)).toEqual(all);
      await page.keyboard.press('ArrowRight');
      expect((await viewBox(page))[0]).toBeGreaterThan(all[0] ?? 0);
      await page.keyboard.press('+');
      expect((await viewBox(page))[2]).toBeLessThan(all[2] ?? 0);
      for (const key of ['0', '-']) await page.keyboard.press(key);
      expect((await viewBox(page))[2]).toBeGreaterThan(all[2] ?? 0);
    });
  });

  test('is replaced by a sentence where there is nothing to draw', async () => {
    const configMap = (value: string): Manifest => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { value } });
    const { html } = await reviewed([configMap('1')], [configMap('2')]);
    await withPage(browser, html, {}, async (page) => {
      expect(await page.locator('.missing').textContent()).toMatch(/^No picture: /);
      expect(await page.locator('figure').count()).toBe(0);
      expect(await rows(page).count()).toBe(1);
    });
  });
});

test('all of it works by keyboard alone', async () => {
  await withPage(browser, reviews.profile.html, {}, async (page) => {
    const focused = () =>
      page.evaluate<string>('document.activeElement.id || document.activeElement.closest("[id]")?.id || document.activeElement.className');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('theme');
    await page.keyboard.press('Enter');
    expect(await page.locator('#theme').textContent()).toBe('Theme: light');

    // On to a part of the picture, and from there to its objects.
    for (let presses = 0; presses < 200; presses += 1) {
      await page.keyboard.press('Tab');
      if (await page.evaluate<boolean>('document.activeElement.closest("figure a") !== null')) break;
    }
    expect(await page.evaluate('document.activeElement.parentElement.parentElement.querySelector("title").textContent')).toMatch(
      /: (service|store|job), (outage|restart|safe)/,
    );
    await page.keyboard.press('Enter');
    await until(page, 'document.activeElement.tagName === "SUMMARY"');
    const details = rows(page).first().locator('details');
    await page.keyboard.press('Enter');
    await until(page, '!document.querySelector("#list details").open');
    await page.keyboard.press('Space');
    await until(page, 'document.querySelector("#list details").open');
    await details.locator('.findings').waitFor();

    // The way back to the filters, and a verdict.
    for (let presses = 0; presses < 10; presses += 1) {
      await page.keyboard.press('Shift+Tab');
      if ((await focused()) === 'clear') break;
    }
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('text');
    await page.keyboard.type('sentry-web');
    expect((await keys(page)).every((key) => key.includes('sentry-web'))).toBe(true);
  });
});

test('the theme is the reader’s choice, or that of the screen', async () => {
  await withPage(browser, reviews.profile.html, { colorScheme: 'dark' }, async (page) => {
    const dark = await colour(page, ':root', 'backgroundColor');
    await page.locator('#theme').click();
    const light = await colour(page, ':root', 'backgroundColor');
    expect(light).toBe('rgb(255, 255, 255)');
    expect(dark).not.toBe(light);
    expect(await colour(page, 'figure .picture text', 'fill')).toBe(await colour(page, ':root', 'color'));
    expect(await accessibility(page)).toEqual([]);
    await page.locator('#theme').click();
    expect(await colour(page, ':root', 'backgroundColor')).toBe(dark);
    await page.locator('#theme').click();
    expect(await page.locator('#theme').textContent()).toBe('Theme: automatic');
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await colour(page, ':root', 'backgroundColor')).toBe(light);
  });
});

test('on paper: every object with its findings, dark on light, without buttons, and as it was afterwards', async () => {
  const { review, html } = reviews.upgrade;
  await withPage(browser, html, { colorScheme: 'dark' }, async (page) => {
    await rows(page).first().locator('summary').click();
    await page.locator('.diff').waitFor();
    await page.evaluate(
      'addEventListener("beforeprint", () => { globalThis.printed = [...document.querySelectorAll("#list details[open] .findings")].length; })',
    );
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await until(page, 'globalThis.printed !== undefined');
    expect(await page.evaluate('globalThis.printed')).toBe(review.objects.length);
    await until(page, 'document.querySelectorAll("#list details[open]").length === 1');
    expect(await page.locator('.diff').count()).toBe(1);

    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await colour(page, ':root', 'backgroundColor')).toBe('rgb(255, 255, 255)');
    for (const selector of ['#theme', '.tools', '#clear', '.verdict-filters']) expect(await page.locator(selector).isHidden()).toBe(true);
    expect(await page.locator('.cards').isVisible()).toBe(true);
  });
});

test('fits a phone', async () => {
  await withPage(browser, reviews.upgrade.html, { viewport: { width: 375, height: 800 }, hasTouch: true, isMobile: true }, async (page) => {
    await rows(page).first().locator('summary').click();
    await page.locator('.diff').waitFor();
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375);
    expect(await accessibility(page)).toEqual([]);
  });
});

test('what a manifest holds is text and nothing else', async () => {
  const attack =
    '</script><script>globalThis.hacked = 1</script><img src=x onerror="globalThis.hacked = 2"><svg onload="globalThis.hacked=3">{{script}}<!--';
  const pod = (image: string, labels: Record<string, string>) => ({
    metadata: { labels },
    spec: { containers: [{ name: attack, image, env: [{ name: 'A', value: attack }] }] },
  });
  const hostile = (image: string): Manifest[] => [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: attack, namespace: attack }, data: { [attack]: `${attack}\n${image}` } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'a', namespace: attack, labels: { 'app.kubernetes.io/component': attack } },
      spec: { selector: { matchLabels: { a: attack } }, template: pod(image, { a: attack }) },
    },
    { apiVersion: attack, kind: attack, metadata: { name: 'b' }, spec: { [attack]: image } },
  ];
  const { review, html } = await reviewed(hostile(`${attack}:1`), hostile(`${attack}:2`));
  expect(review.objects.length).toBe(3);
  await withPage(browser, html, { hash: `#component=${encodeURIComponent(attack)}` }, async (page) => {
    await page.locator('#clear').click();
    for (let index = 0; index < 3; index += 1) await rows(page).nth(index).locator('summary').click();
    await rows(page).nth(2).locator('.diff').waitFor();
    await page.locator('figure .node a').first().click();
    await until(page, 'document.querySelector("#component").value !== ""');
    expect(await page.locator('#component').inputValue()).toContain(attack);
    expect(await page.evaluate('globalThis.hacked')).toBeUndefined();
    expect(await page.evaluate('document.scripts.length')).toBe(2);
    expect(await page.locator('img, svg[onload], iframe').count()).toBe(0);
    expect(await page.locator('#list .diff').first().textContent()).toContain(attack);
    expect(await accessibility(page)).toEqual([]);
  });
});

test('thousands of objects: rows are made as they come into sight', async () => {
  const configMaps = (value: string): Manifest[] =>
    Array.from({ length: 5_000 }, (_, index) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `map-${index}` },
      data: { value },
    }));
  const { html } = await reviewed(configMaps('1'), configMaps('2'));
  await withPage(browser, html, {}, async (page) => {
    expect(await page.locator('#shown').textContent()).toBe('All 5000 objects');
    const before = await rows(page).count();
    expect(before).toBeLessThanOrEqual(300);
    await page.locator('#more').scrollIntoViewIfNeeded();
    await until(page, `document.querySelectorAll("#list > li").length > ${before}`);
    await page.locator('#text').fill('map-4999');
    expect(await keys(page)).toEqual(['ConfigMap/map-4999']);
    await rows(page).first().locator('summary').click();
    await page.locator('.diff').waitFor();
  });
});
