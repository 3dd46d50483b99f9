// The page as bytes: what it holds, what it allows, what it leaves out.
import { createHash } from 'node:crypto';
import { htmlOf, review } from '../../../index';
import type { Manifest } from '../../../manifests';
import { pageObjects } from '../../../review/page/data';
import { reviewPictures } from '../../../review/page/pictures';

const configMap = (name: string, data: Record<string, string>, namespace = 'shop'): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  data,
});

const deployment = (name: string, image: string, namespace = 'shop', instance?: string): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace, ...(instance === undefined ? {} : { labels: { 'app.kubernetes.io/instance': instance } }) },
  spec: {
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'main', image }] } },
  },
});

const pageOf = (old: readonly Manifest[], now: readonly Manifest[], names = { oldName: 'old/', newName: 'new/' }): Promise<string> =>
  htmlOf(review(old, now, names), old, now);

/** Text of the elements that a tag begins, as a parser of HTML would end them: at the first end tag. */
const contents = (page: string, tag: string): string[] =>
  [...page.matchAll(new RegExp(`<${tag}(?: [^>]*)?>([\\s\\S]*?)</${tag}`, 'gi'))].map(([, content = '']) => content);

const data = (page: string) => JSON.parse(contents(page, 'script')[0] ?? '') as { key: string; component: string }[];

const policy = (from: string, to: string): Manifest => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: to, namespace: 'shop' },
  spec: {
    podSelector: { matchLabels: { app: to } },
    ingress: [{ from: [{ podSelector: { matchLabels: { app: from } } }], ports: [{ port: 80 }] }],
  },
});

describe('the page of a review', () => {
  const shop = (tag: string, ...names: string[]): Manifest[] => [
    ...names.map((name) => deployment(name, `${name}:${tag}`)),
    policy('front', 'api'),
    policy('api', 'stock'),
    configMap('settings', { url: `http://api.example.com/${tag}` }),
  ];
  const [old, now] = [shop('1', 'front', 'api'), shop('2', 'front', 'api', 'stock')];

  test('is the same bytes each time, and names nothing outside itself', async () => {
    const page = await pageOf(old, now);
    expect(await pageOf(old, now)).toBe(page);
    const own = page.replace(/<script type="application\/json"[\s\S]*?<\/script>/, '');
    expect([...own.matchAll(/\b(?:https?:)?\/\/[a-z][^\s"'<>]*/gi)].map(([address]) => address)).toEqual([
      'http://www.w3.org/2000/svg',
      'http://www.w3.org/1999/xlink',
    ]);
    expect([...own.matchAll(/ (?:href|src)="([^"]*)"/g)].every(([, target = '']) => target.startsWith('#') || target === 'data:,')).toBe(
      true,
    );
    expect(own).not.toMatch(/@import|url\(/);
  });

  test('its policy allows its own style and script and nothing else', async () => {
    const page = await pageOf(old, now);
    const hash = (text = '') => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const [style] = contents(page, 'style');
    const script = contents(page, 'script').at(-1);
    expect(/http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]).toBe(
      `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; img-src data:; base-uri 'none'; form-action 'none'`,
    );
  });

  test('holds every object of the review', async () => {
    const found = review(old, now);
    expect(data(await htmlOf(found, old, now))).toEqual(JSON.parse(JSON.stringify(pageObjects(found))));
    expect(pageObjects(found).map(({ key }) => key)).toEqual(found.objects.map(({ key }) => key));
  });

  test('shows of two lists or texts what is in one alone, and not more than a dozen lines', () => {
    const pod = (args: string[]): Manifest => ({
      ...deployment('a', 'b'),
      spec: { template: { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'main', image: 'b', args }] } } },
    });
    const text = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}\n`).join('');
    const shown = (before: Manifest, after: Manifest) =>
      pageObjects(review([before], [after])).flatMap(({ findings }) => findings.map((finding) => [finding.old, finding.new]));
    expect(shown(pod(['run', '--time', '750']), pod(['run', '--time', '1000', '--more']))).toContainEqual(['750', '1000\n--more']);
    expect(shown(pod(['a', 'b']), pod(['b', 'a']))).toContainEqual(['a\nb', 'b\na']);
    const [added] = shown(configMap('a', { file: text(1) }), configMap('a', { file: text(40) }));
    expect(added?.[0]).toBeUndefined();
    expect(added?.[1]?.split('\n')).toEqual([...Array.from({ length: 12 }, (_, index) => `line ${index + 1}`), '… 27 more lines']);
  });

  test.each([
    '</script>',
    '</SCRIPT >',
    '<!--<script>',
    '{{script}}',
    '{{data}}',
    '$&',
    "$'",
    '</style>',
    '</title>',
    '&lt;',
    '\u2028',
    '"><b>',
  ])('data and names with %s stay what they are', async (text) => {
    const [before, after] = [configMap('a', { [text]: `${text}\n1` }), configMap('a', { [text]: `${text}\n2` })];
    const page = await pageOf([before, deployment(text, `${text}:1`)], [after, deployment(text, `${text}:2`)], {
      oldName: text,
      newName: text,
    });
    const plain = await pageOf([configMap('a', { b: '1' }), deployment('c', 'd:1')], [configMap('a', { b: '2' }), deployment('c', 'd:2')]);
    for (const tag of ['script', 'style', 'title', 'b', 'svg', 'body']) {
      const count = (of: string) => of.match(new RegExp(`<${tag}[ >]`, 'gi'))?.length;
      expect([tag, count(page.replace(contents(page, 'script')[0] ?? '', ''))]).toEqual([
        tag,
        count(plain.replace(contents(plain, 'script')[0] ?? '', '')),
      ]);
    }
    expect(contents(page, 'script')[1]).toBe(contents(plain, 'script')[1]);
    expect(data(page).some(({ key }) => key === `Deployment/${text}`)).toBe(true);
  });
});

describe('the pictures of a review', () => {
  test('are of each system that changes, and the components are told apart by it', async () => {
    const side = (image: string) => [
      deployment('web', image, 'one'),
      deployment('web', image, 'two'),
      deployment('web', 'same', 'three'),
      deployment('api', image, 'four', 'blue'),
      deployment('api', 'same', 'four', 'green'),
    ];
    // Two of one name in a namespace are not two objects.
    const sides = [side('a:1'), side('a:2')].map((manifests) =>
      manifests.map((manifest, index) => ({ ...manifest, metadata: { ...manifest.metadata, name: `${manifest.metadata.name}-${index}` } })),
    );
    const [before = [], after = []] = sides;
    const found = review(before, after);
    const { drawn, missing } = await reviewPictures(before, after, found);
    expect(drawn.map(({ name }) => name)).toEqual(['four/blue', 'one', 'two']);
    expect(missing).toBe('');
    const components = pageObjects(found).map(({ component }) => component);
    expect(components.length).toBe(3);
    for (const component of components)
      expect(drawn.some(({ svg }) => svg.includes(`href="#component=${encodeURIComponent(component)}"`))).toBe(true);
  });

  test('say what is new and what is gone, and have an id for every part once', async () => {
    const [before, after] = [
      [deployment('stays', 'a:1'), deployment('goes', 'a:1')],
      [deployment('stays', 'a:2'), deployment('comes', 'a:1')],
    ];
    const { drawn } = await reviewPictures(before, after, review(before, after));
    const svg = drawn[0]?.svg ?? '';
    expect([...svg.matchAll(/<title>([^<]*)<\/title>/g)].map(([, title]) => title)).toEqual([
      expect.stringMatching(/^comes: service, safe, new$/),
      expect.stringMatching(/^goes: service, [a-z ]+, gone$/),
      expect.stringMatching(/^stays: service, (outage|restart)$/),
    ]);
    const ids = [...svg.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('are left out with a sentence where they would be too many or too large', async () => {
    const many = (image: string) => Array.from({ length: 15 }, (_, index) => deployment('web', image, `n${index}`));
    const fleet = await reviewPictures(many('a:1'), many('a:2'), review(many('a:1'), many('a:2')));
    expect(fleet.drawn.length).toBe(12);
    expect(fleet.missing).toBe('Not drawn, since more than 12 systems change: n7, n8, n9.');

    const large = (image: string) => Array.from({ length: 200 }, (_, index) => deployment(`web-${index}`, image));
    const crowd = await reviewPictures(large('a:1'), large('a:2'), review(large('a:1'), large('a:2')));
    expect(crowd).toEqual({ drawn: [], missing: 'shop is not drawn: it has 200 parts, more than a picture can show.' });

    const nothing = await reviewPictures([configMap('a', { b: '1' })], [configMap('a', { b: '2' })], review([], []));
    expect(nothing).toEqual({ drawn: [], missing: 'No picture: nothing that changes belongs to a workload.' });
  });
});
