// What a name says of its value.

/** `secret`: whatever the value; `perhaps`: if the value looks drawn by lot; `no`: nothing. */
export type Says = 'secret' | 'perhaps' | 'no';

/** `smtpPassword`, `SMTP_PASSWORD`, `smtp.pass-word` as words. */
const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');

// Said after what is meant: the value is the same.
const trailing = new Set(
  'value values data text string plain raw default old new current previous prev base64 b64 base hex hash digest hashed encoded sha1 sha256 sha512 md5 double'.split(
    ' ',
  ),
);
// Something about a secret, or where it is: never the secret itself.
const about = new Set(
  `file files filename path paths dir directory folder name names namespace url uri endpoint address host port ref reference enabled
   disabled enable required optional allowed type kind ttl expiry expires expiration seconds minutes hours days length len size min max
   limit mode provider providers algorithm algo issuer audience audiences method policy policies header field fields format prefix suffix
   backend manager count number version class annotation annotations label labels title message description placeholder rotation age
   lifetime timeout interval validators validator rules store storeref engine cookie scope scopes usage usages template selector
   admin user username users group groups role roles owner email mail realm domain sock socket webhook server service account
   lookup location source sources target env var variable driver plugin secure schema rate ratio window retries attempts`.split(/\s+/),
);
// Hashes of secrets that tell when to restart, and a folder of today.
const never = /^(checksum|sha256|hash|etag|fingerprint|csrf)$/;
const folder = /^(old)?pwd$/;

const password = /(password|passwd|passphrase|passcode|passwort|pwd)$/;
const pass = /^(pass|dbpass|userpass|rootpass|mypass|pgpass|smtppass|mailpass|ldappass|redispass|adminpass|requirepass|masterauth)$/;
const strong =
  /(secretkey|apikey|authkey|accesskey|privatekey|signingkey|encryptionkey|masterkey|authtoken|apitoken|accesstoken|refreshtoken|bearertoken|clientsecret|appsecret|apisecret|sharedsecret|connectionstring|secretaccesskey)$/;
// Before `key`: what opens something, and what merely sorts or names.
const opens = new Set(
  `secret api private encryption encrypt decryption decrypt signing sign access auth master shared account license licence session deploy
   webhook jwt hmac aes rsa storage write crypto cipher unseal recovery fernet app application stripe ssh cookie client admin token sec
   integration ingest ingestion routing-secret sas xor wireguard preshared psk nonce salt seed sendgrid mailgun twilio datadog openai`.split(
    /\s+/,
  ),
);
const sorts = new Set(
  `public partition sort routing primary foreign cache row group host map object json config index hash dedup deduplication topology label
   annotation message consumer producer registry metadata mac hot short answer translation locale i18n sharding shard bucket order tag lookup
   s3 blob field natural unique composite search arrow enter escape tab data store memory redis trace parent child event header log`.split(
    /\s+/,
  ),
);
const lockers = new Set(
  'client app api shared webhook hmac jwt cookie session consumer signing auth token oauth oidc access totp'.split(' '),
);

/** Whether it is written as variables are: their values are what they say, where a field may name an object that holds it. */
const isVariable = (name: string): boolean => /^[A-Z][A-Z0-9_]*$/.test(name);

const judge = (name: string): Says => {
  const all = wordsOf(name);
  if (all[0] === undefined || never.test(all[0]) || (all.length === 1 && folder.test(all[0]))) return 'no';
  let end = all.length;
  while (end > 1 && (trailing.has(all[end - 1] ?? '') || /^\d+$/.test(all[end - 1] ?? ''))) end -= 1;
  const words = all.slice(0, end);
  const last = words.at(-1) ?? '';
  const before = words.at(-2) ?? '';
  if (last === 'id' && before === 'key' && /^(access|private)$/.test(words.at(-3) ?? '')) return 'secret';
  if (/^(allow|enable|disable|skip|use|require|has|is|show|max|min|num)$/.test(words[0] ?? '') && words.length > 1) return 'no';
  if (password.test(last) || pass.test(last) || strong.test(last)) return 'secret';
  if (last === 'key') {
    if (opens.has(before)) return 'secret';
    return before === '' || sorts.has(before) ? 'no' : 'perhaps';
  }
  if (last === 'token') return words.length === 1 || !/^(csrf|next|page|continue|continuation|sync)$/.test(before) ? 'secret' : 'no';
  if (last === 'secret')
    return (isVariable(name) && !/^(pull|tls|image|cert|ca)$/.test(before)) || lockers.has(before) ? 'secret' : 'perhaps';
  if (/^(credentials?|creds|auth|authorization)$/.test(last)) return isVariable(name) || last === 'authorization' ? 'secret' : 'perhaps';
  if (/^(salt|pepper|psk|bearer|signature|sig)$/.test(last)) return 'perhaps';
  if (about.has(last)) return 'no';
  // TOKEN_GITHUB, PASSWORD_OF_STAGING: said first.
  return words.some(
    (word) => password.test(word) || pass.test(word) || strong.test(word) || /^(secrets?|tokens?|credentials?|key|auth)$/.test(word),
  )
    ? 'perhaps'
    : 'no';
};

const known = new Map<string, Says>();

/** What the name of a variable, field, option or header says of its value. */
export const saysOf = (name: string): Says => {
  const found = known.get(name);
  if (found !== undefined) return found;
  const says = name.length > 200 ? 'no' : judge(name);
  // Names are few; what a hostile file has instead is not remembered for ever.
  if (known.size < 20_000) known.set(name, says);
  return says;
};

// What stands for a value that comes from elsewhere: $X, $(X), ${X}, {{ .x }}, %(x)s, <x>, ENC[…], vault:…
const reference =
  /^(\$[A-Za-z_]\w*|\$\(.*\)|\$\{.*\}|\{\{.*\}\}|%\(\w+\)s|%[A-Z_]+%|<[^<>]*>|\[[A-Z_ ]+\]|__[A-Z_]+__|@\w+@|ENC\[.*\]|(vault|file|env|op|ref\+\w+|secretref|awssm|gcpsm):.*|(os\.|process\.)?(environ|getenv|env)\b.*)$/is;
const word =
  /^(true|false|yes|no|on|off|none|null|nil|undefined|enabled|disabled|required|optional|default|auto|always|never|basic|bearer|digest|oauth2?|oidc|saml|ldap|jwt|token|password|secret|key|string|x{3,}|\*{3,}|\.{3,}|changeme|redacted|\(secret\))$/i;
const path = /^(\.{0,2}|~|[A-Za-z]:)?[/\\]([\w .@-]+[/\\])*[\w.@-]*$/;

/** Whether a value under a telling name is none: a reference, a switch, a path, a number that counts. */
const stands = (given: string): boolean => {
  const value = given.replace(/^(basic|bearer|token)\s+/i, '');
  return (
    value.length < 3 ||
    reference.test(value) ||
    word.test(value) ||
    path.test(value) ||
    /^\d{1,3}$/.test(value) ||
    /^\{[\w.[\]'"()]+\}$/.test(value)
  );
};

/** Whether a value looks drawn by lot. */
export const isDrawn = (value: string): boolean => {
  if (value.length < 6 || /\s/.test(value) || /^[\d.,:]+$/.test(value)) return false;
  if (/^[a-z][a-z+]*:\/\//i.test(value) || /^\[|^\{/.test(value)) return false;
  if (/^[\w+/-]{8,}={1,2}$/.test(value)) return true;
  // 24h, RS256, v1.2, postgres-14, kafka0.example.com:9092
  const parts = value.split(/[-_.:/]/);
  if (parts.every((part) => part === '' || /^([A-Za-z]+\d{0,3}|\d+[A-Za-z]{0,2})$/.test(part)))
    return value.length >= 24 && parts.length === 1;
  return /\d/.test(value) && /[A-Za-z]/.test(value);
};

/** Whether the whole value is secret, by what its name says. */
export const isSecretValue = (says: Says, value: string): boolean => {
  if (says === 'no' || stands(value.trim())) return false;
  return says === 'secret' || isDrawn(value);
};

/** Whether a name tells something about a secret, such as its user. */
export const isAbout = (name: string): boolean => about.has(wordsOf(name).at(-1) ?? '');

/** Whether a variable of that name must get its value from a Secret. */
export const isSecretName = (name: string): boolean => saysOf(name) !== 'no';
