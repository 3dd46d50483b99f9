/** Variables whose value must come from a Secret. */
export const isSecretName = (variable: string): boolean => /password|secret|token|key/i.test(variable);
