// Secrets within a text: of a script, of configuration in any language, of an address.
import { isSecretValue, saysOf } from './names';
import { tokens } from './tokens';

/** From and to, in characters. */
export type Span = readonly [from: number, to: number];

// Quotes may be escaped by the text that this one stands in.
const q = String.raw`\\*["'\x60]`;
const name = String.raw`(?<n>[A-Za-z_][\w.-]{0,100})`;
const quoted = String.raw`(?<o>\\*(?<k>["'\x60]))(?<v>(?:(?!\k<o>)[^\n])*)\k<o>`;

const pattern = (source: string, flags = ''): RegExp => new RegExp(source, `dg${flags}`);

/** Found by name: `n`, whose value is `v`. */
const named: readonly RegExp[] = [
  // x = "…", 'x': '…', "x" => "…", x: "…", --x="…"
  pattern(String.raw`(?<![\w$]|\$\{)${name}(?:${q})?\]?[ \t]*(?:=>|:=|\?=|[:=])[ \t]*[bruf]{0,2}${quoted}`),
  // x="… to the end: a quote that is never closed
  pattern(String.raw`(?<![\w$]|\$\{)${name}(?:${q})?[ \t]*=[ \t]*(?<v>[^\s"'\x60;&|,<>(){}[\]\\]+)`),
  // x: … and x = … on a line of their own, a comment too
  pattern(
    String.raw`^[ \t]*(?:[#;]+[ \t]*|\/\/[ \t]*)?(?:-[ \t]+|export[ \t]+|set[ \t]+)*(?:${q})?${name}(?:${q})?[ \t]*(?::[ \t]+|[ \t]+=[ \t]*|=[ \t]+)(?![bruf]{0,2}${q}|[|>&*!{[])(?<v>[^\n]+)`,
    'm',
  ),
  // { x: …, y: … }
  pattern(String.raw`[{,][ \t]*${name}:[ \t]+(?<v>[^\s"',{}[\]]+)`),
  // x: | with what is further in
  pattern(
    String.raw`^(?<i>[ \t]*)(?:-[ \t]+)?(?:${q})?${name}(?:${q})?:[ \t]+[|>][-+0-9]*[ \t]*\n(?<v>(?:(?:\k<i>[ \t]+[^\n]*|[ \t]*)(?:\n|$))+)`,
    'm',
  ),
  // --x …
  pattern(String.raw`(?<![\w-])--?${name}[ \t]+(?<v>(?!-)[^\s"'\x60;&|]+)`),
  pattern(String.raw`(?<![\w-])--?${name}[ \t]+${quoted}`),
  // ?x=…&y=…
  pattern(String.raw`[?&;]${name}=(?<v>[^\s&"'\x60;]+)`),
  // <x>…</x>
  pattern(String.raw`<${name}(?:\s[^<>]*)?>(?<v>[^<>]+)<\/`),
  // <name>x</name><value>…</value>
  pattern(String.raw`<(?:name|key|string)>\s*${name}\s*<\/(?:name|key|string)>\s*<(?:value|string)>(?<v>[^<>]*)<\/`),
  // name: x, value: …; name="x" value="…"
  pattern(
    String.raw`(?:name|key)(?:${q})?[ \t]*[:=][ \t]*(?:${q})?${name}(?:${q})?[ \t]*[,;]?\s*(?:${q})?value(?:${q})?[ \t]*[:=][ \t]*${quoted}`,
  ),
  pattern(
    String.raw`(?:name|key)(?:${q})?[ \t]*[:=][ \t]*(?:${q})?${name}(?:${q})?[ \t]*[,;]?\s+(?:${q})?value(?:${q})?[ \t]*[:=][ \t]*(?<v>[^\s"'\x60,}]+)`,
  ),
  // ("x", "…")
  pattern(String.raw`${q}${name}${q}[ \t]*,[ \t]*${quoted}`),
  // X-Api-Key: …
  pattern(String.raw`(?<![\w-])(?<n>[Xx]-[\w-]{1,100})[ \t]*:[ \t]*(?<v>[^\s"'\x60;,]+)`),
  // proxy_set_header X-Api-Key …
  pattern(
    String.raw`\b(?:\w+_(?:set_)?header|\w+_param|header|Header|RequestHeader|setenv|SetEnv|env)[ \t]+(?:(?:set|add|always)[ \t]+)?(?:${q})?${name}(?:${q})?[ \t]+(?:${q})?(?<v>[^\s"'\x60;]+)`,
  ),
];

/** A directive on a line of its own: `x …`. */
const directive = pattern(String.raw`^[ \t]*${name}[ \t]+(?:(?<o>["'])(?<u>[^\n]*?)\k<o>|(?<v>[^\s"';=:]+))[ \t]*;?[ \t]*$`, 'm');

const reference = /^(?:\$[({A-Za-z_]|\{\{|%[(A-Z]|<[^>]*>$|\*+$|@|\(secret\))/;

/** Found by what stands around it, whatever the name. */
const around: readonly RegExp[] = [
  // scheme://user:…@host
  pattern(String.raw`:\/\/[^\s/:@"'\x60?#]*:(?<v>[^\s/"'\x60<>]+)@`),
  pattern(String.raw`x-access-token:(?<v>[^\s@]+)@`),
  // Authorization: Basic …
  pattern(String.raw`\b(?:Basic|Bearer|Digest|Token|ApiKey|token)[ \t]+(?<v>(?=[^\s"'\x60,;]*\d)[\w.~+/=:-]{6,})`),
  // What programs take without saying so.
  pattern(String.raw`\b(?:mysql|mysqldump|mysqladmin|mysqlcheck|mysqlshow|mariadb(?:-\w+)?)\b[^\n;|&]{0,300}?[ \t]-p(?<v>[^\s"'\x60;|&]+)`),
  pattern(String.raw`\b(?:curl|wget|http|https)\b[^\n;|]{0,300}?[ \t](?:-u|--user)[ \t=]*${q}?[^\s:"'\x60$]*:(?<v>[^\s"'\x60;|&]+)`),
  pattern(String.raw`\b(?:redis|keydb|valkey)-cli\b[^\n;|]{0,300}?[ \t](?:-a|--pass)[ \t=]+${q}?(?<v>[^\s"'\x60;|&]+)`),
  pattern(
    String.raw`\b(?:sshpass|mongo|mongosh|mongodump|docker login|podman login|helm registry login)\b[^\n;|]{0,300}?[ \t]-p[ \t]*${q}?(?<v>[^\s"'\x60;|&]+)`,
  ),
  pattern(String.raw`\bldap\w+\b[^\n;|]{0,300}?[ \t]-w[ \t]+${q}?(?<v>[^\s"'\x60;|&]+)`),
  pattern(String.raw`-pass(?:in|out|word)?[ \t]+${q}?pass:(?<v>[^\s"'\x60;|&]+)`),
  pattern(String.raw`\brabbitmqctl[ \t]+(?:add_user|change_password)[ \t]+\S+[ \t]+${q}?(?<v>[^\s"'\x60;|&]+)`),
  pattern(String.raw`\bmc[ \t]+(?:alias[ \t]+set|config[ \t]+host[ \t]+add)[ \t]+\S+[ \t]+\S+[ \t]+\S+[ \t]+${q}?(?<v>[^\s"'\x60;|&]+)`),
  pattern(String.raw`\b(?:IDENTIFIED BY|(?:ENCRYPTED )?PASSWORD)[ \t]+'(?<v>[^'\n]+)'`, 'i'),
  // A Secret that is written out.
  pattern(String.raw`^kind:[ \t]*Secret[ \t]*\n(?:[^\n]*\n){0,40}?(?:data|stringData):[ \t]*\n(?<v>(?:[ \t]+[^\n]*(?:\n|$))+)`, 'm'),
  // Files of one purpose: Redis' users, .netrc, .pgpass, PgBouncer's users, passwd.
  pattern(String.raw`^user[ \t]+\S+[^\n]{0,300}?[ \t][>#](?<v>\S+)`, 'm'),
  pattern(String.raw`\b(?:login|user)[ \t]+\S+\s+password[ \t]+(?<v>\S+)`),
  pattern(String.raw`^[\w.*-]+:(?:\d{2,5}|\*):[\w*-]+:[\w*-]+:(?<v>[^\s:]+)$`, 'm'),
  pattern(String.raw`^"[^"\n]+"[ \t]+"(?<v>[^"\n]+)"$`, 'm'),
];

// What must be there for any of the patterns above to find something: most text has none of it.
const hint =
  /pass|p[ws]d|secret|token|key|auth|cred|sig|salt|bearer|basic|digest|login|identified|:\/\/|-----BEGIN|\$(?:apr1|2[abxy]|1|5|6|y|argon2|scrypt)|\{S?SHA|AKIA|ASIA|AIza|ya29|gh[pousr]_|github_pat|gl\w{2,5}-|xox|xapp-|[sr]k_|npm_|pypi-|sntry|SG\.|hv[sbr]\.|dop_v1|eyJ|:AA|hooks\.|webhook|connection|-p|-u|-a|-w |[>#]\S|^"|:\d+:|rabbitmqctl|\bmc /im;

/** All matches: `matchAll` would copy the pattern for each of thousands of texts. */
const matches = (one: RegExp, text: string): RegExpExecArray[] => {
  const found: RegExpExecArray[] = [];
  one.lastIndex = 0;
  for (let match = one.exec(text); match !== null; match = one.exec(text)) {
    found.push(match);
    if (match[0] === '') one.lastIndex += 1;
  }
  return found;
};

const spanOf = (match: RegExpMatchArray): Span | undefined => match.indices?.groups?.['v'] ?? match.indices?.groups?.['u'];
const spansOf = (matches: Iterable<RegExpMatchArray>): Span[] => [...matches].map(spanOf).filter((span) => span !== undefined);

/** Prose, such as a description `password: the one that you were given`, is no value. */
const isProse = (value: string): boolean => !/\d/.test(value) && value.trim().split(/\s+/).length > 3;

// What calls something: getpass(), os.environ['X'], settings.SECRET
const call = /^[A-Za-z_][\w.]*[([]|^(?:os|process|settings|config|env|var|local|data|self|this|args|options|params)\.[\w.]+$/;

const byName = (text: string, one: RegExp): Span[] =>
  matches(one, text).flatMap((match) => {
    const { n = '', v = match.groups?.['u'] ?? '', k } = match.groups ?? {};
    const span = spanOf(match);
    if (span === undefined || span[0] === span[1]) return [];
    const value = k === undefined ? v.replace(/[ \t]#.*$/, '').replace(/[\s;,]+$/, '') : v;
    if (value === '' || (k === undefined && (isProse(value) || call.test(value) || /[([]/.test(text[span[1]] ?? '')))) return [];
    // `-Dx.password=…`
    const says = saysOf(n.replace(/^D(?=[a-z])/, ''));
    return isSecretValue(says, value) ? [[span[0], span[0] + value.length] as const] : [];
  });

// Those whose value is no word of prose; others only where it looks drawn by lot.
const directives = /^(?:requirepass|masterauth|auth_pass|password|passwd|sec_key|secret_key)$/;

const byDirective = (text: string): Span[] =>
  text.includes('\n')
    ? matches(directive, text).flatMap((match) => {
        const { n = '', v, u = '' } = match.groups ?? {};
        const span = spanOf(match);
        const says = saysOf(n);
        if (span === undefined || says === 'no') return [];
        return isSecretValue(directives.test(n) || v === undefined ? says : 'perhaps', v ?? u) ? [span] : [];
      })
    : [];

// Kinds of file whose values reach to the end of the line.
const lineFiles = /\.(properties|ini|cfg|env)$|^\.?env$/;
/** Whether a file is of that kind. */
export const isLineFile = (file: string): boolean => lineFiles.test(file);
const lineValue = pattern(String.raw`^[ \t]*(?:export[ \t]+)?${name}[ \t]*=[ \t]*(?!${q})(?<v>[^\n]+)`, 'm');

const isReference = (value: string): boolean => reference.test(value);

/** Whether a text can have a secret at all: quickly told, and true of few. */
export const mayHold = (text: string): boolean => text.length >= 2 && hint.test(text);

/** Where secrets stand in a text; `file` is its name, where it has one. */
export const secretSpans = (text: string, file = ''): Span[] => {
  return [
    ...tokens.flatMap((one) => spansOf(matches(one, text))),
    ...around.flatMap((one) => spansOf(matches(one, text).filter(({ groups }) => !isReference(groups?.['v'] ?? '')))),
    ...named.flatMap((one) => byName(text, one)),
    ...byDirective(text),
    ...(isLineFile(file) ? byName(text, lineValue) : []),
  ].filter(([from, to]) => to > from && text.slice(from, to).trim() !== '');
};
