// The one judge of what is secret: by the name of a variable, field or option, or by the value's own form.

/** Whether a variable of that name must get its value from a Secret. */
export const isSecretName = (name: string): boolean => /password|secret|token|key/i.test(name);

/** What stands where a secret value was. */
export const hidden = '(secret)';

// Text that is a secret whatever the name of its field.
const material =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bxox[abprs]-[A-Za-z0-9-]{10,}|\/\/[^/\s:@]+:[^/\s:@$]+@/;
const assignment =
  /^[ \t]*["']?[\w.-]*(?:password|passwd|secret|token|api[_-]?key|private[_-]?key)["']?[ \t]*[:=][ \t]*["']?(?![ \t"'$]|\$\{|%\(|<|os\.|env|None|null|true|false|\d+["']?\s*$)[^\s"']{6,}/im;

/** Whether the value of a field or variable of that name is to be kept from people. */
export const looksSecret = (name: string, value: string): boolean =>
  material.test(value) ||
  (isSecretName(name)
    ? !/[\s/]/.test(value) && value.length >= 6 && !/^(true|false|\d+)$/.test(value)
    : value.includes('\n') && assignment.test(value) && !/^(#!|import |from )/m.test(value));

/** Name of the option of an argument such as `--password=abcdef` whose value is secret. */
export const secretOption = (argument: string): string | undefined => {
  const [, option, value = ''] = /^(--?[\w.-]+)=(.*)$/s.exec(argument) ?? [];
  return option !== undefined && !/^\$[({]/.test(value) && looksSecret(option.replace(/^-+/, ''), value) ? option : undefined;
};

/** Whether an argument of a program holds a secret, as an option or by itself. */
export const holdsSecret = (argument: string): boolean =>
  // Most arguments are plain words.
  argument.length > 8 && /[=@ ]/.test(argument) && (secretOption(argument) !== undefined || material.test(argument));
