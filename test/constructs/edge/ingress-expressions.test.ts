// Each controller's path expressions let in what the door does, by that controller's own engine.
import { controllerOf } from '../../../constructs/edge/controllers';
import { vectors } from '../../support/vectors';

const store = '/api/[1-9][0-9]{0,19}/store/';

/** Each engine as its controller uses it on the path that it has decoded, or not: what reaches the door. */
describe('an expression, as the controller reads it,', () => {
  const usual = vectors.filter(({ rawRequestLatin1 }) => rawRequestLatin1 === null);
  const decoded = (text: string): string =>
    text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const wholly = (text: string) => new RegExp(`^(?:${text})$`);
  const inFront = (text: string) => new RegExp(`^${text}`);
  // "$" of PCRE, which HAProxy and nginx use, also matches before a line feed at the end.
  const pcre = (text: string, flags = '') => new RegExp(`^${text.replace(/\$$/, '\\n?$')}`, flags);
  const anywhere = (text: string) => new RegExp(text);

  test.each<[string, (written: string) => RegExp, readonly string[]]>([
    ['aws-alb', (written) => anywhere(written.slice(1)), []],
    ['cilium', wholly, []],
    ['contour', wholly, []],
    ['f5-nginx', pcre, ['/api/1/store/\n']],
    ['haproxy-ingress', pcre, ['/api/1/store/\n']],
    ['ingress-nginx', (written) => pcre(written, 'i'), ['/API/1/store/', '/api/1/Store/', '/api/1/store/\n']],
    ['kong', (written) => inFront(written.slice(2)), []],
    ['skipper', (written) => inFront(`(${written})`), []],
    [
      'traefik',
      anywhere,
      [
        '//api/1/store/',
        '/./api/1/store/',
        '/api/../api/1/store/',
        '/api/1/envelope/;/api/1/store/',
        '/foo/api/1/store/',
        '/x/../api/1/store/',
      ],
    ],
    ['HTTPRoute, whole match', (written) => wholly(written), []],
    ['HTTPRoute, any match', anywhere, []],
  ])('%s', (controller, engine, also) => {
    // An HTTPRoute's is anchored by itself.
    const written = controllerOf(controller).expression?.path(store) ?? `^${store}$`;
    const expression = engine(written);
    const paths = [
      ...new Set(
        usual.flatMap(({ rawTargetLatin1 }) => {
          const [raw = ''] = rawTargetLatin1.split(/[?#]/);
          return [raw, decoded(raw)];
        }),
      ),
    ];
    expect(paths.length).toBeGreaterThan(75);
    const reach = paths.filter((each) => expression.test(each)).sort();
    const ids = ['1', '42', '4505281256090624'];
    expect(reach).toEqual([...ids.map((id) => `/api/${id}/store/`), ...also].sort());
    const legitimate = usual.filter((vector) => vector.expect === 'pass').map(({ rawTargetLatin1 }) => rawTargetLatin1.split('?')[0] ?? '');
    expect(legitimate.filter((each) => !expression.test(each))).toEqual([]);
  });
});
