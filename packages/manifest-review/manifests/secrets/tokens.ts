// Forms that are secret wherever they stand: each keeps its place in a text, `v` is what is hidden.

const token = (form: string): RegExp => new RegExp(`(?<![A-Za-z0-9])(?<v>${form})`, 'dg');

/** Patterns with a group `v`. */
export const tokens: readonly RegExp[] = [
  // Keys of PEM, OpenSSH and PGP, their lines escaped or not; cut off, all that is left.
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?<v>.*?)(?=-----END|$(?![\s\S]))/dgs,
  token('A(?:KIA|SIA)[0-9A-Z]{16}(?![0-9A-Z])'),
  token('AIza[\\w-]{35}'),
  token('ya29\\.[\\w-]{20,}'),
  token('gh[pousr]_[A-Za-z0-9]{20,}'),
  token('github_pat_\\w{20,}'),
  token('gl(?:pat|dt|rt|ptt|agent|soat|ft|cbt|imt)-[\\w-]{16,}'),
  token('xox[abeoprs]-[\\w-]{10,}'),
  token('xapp-[\\w-]{10,}'),
  token('(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,}'),
  token('whsec_[A-Za-z0-9+/=]{16,}'),
  token('npm_[A-Za-z0-9]{30,}'),
  token('pypi-[\\w-]{30,}'),
  token('sntry[su]_[\\w+/=-]{20,}'),
  token('SG\\.[\\w-]{16,}\\.[\\w-]{16,}'),
  token('hv[sbr]\\.[\\w-]{20,}'),
  token('dop_v1_[0-9a-f]{40,}'),
  token('AGE-SECRET-KEY-1[0-9A-Z]{20,}'),
  token('eyJ[\\w-]{8,}\\.eyJ[\\w-]{4,}\\.[\\w-]*'),
  token('\\d{8,10}:AA[\\w-]{33}'),
  // Hashes of passwords.
  /(?<v>\$(?:apr1|2[abxy]|1|5|6|y|argon2id?|scrypt)\$[\w./$=,+-]{8,})/dg,
  /(?<v>\{S?SHA(?:256|512)?\}[\w+/=]{16,})/dg,
  // Addresses that let in whoever has them.
  /hooks\.slack\.com\/(?:services|workflows|triggers)\/(?:\w+\/){1,3}(?<v>[\w-]{8,})/dg,
  /discord(?:app)?\.com\/api\/webhooks\/\d+\/(?<v>[\w-]{8,})/dg,
  /webhook\.office\.com\/webhookb2\/(?<v>[^\s"']{16,})/dg,
];
